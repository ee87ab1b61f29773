package io.gauntlet.lb.http1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads requests, and knows when a head began to come. Confined to its event loop. */
public final class RequestReader extends MessageReader {
    /** As for pipelined requests, more than this is not read before its turn. */
    private static final int MAX_HELD = 16 * 1024;

    private final Predicate<HttpRequest> asksForUpgrade;
    private boolean holding;
    private boolean holdsMuch;
    private long headBegan;

    /**
     * @param asksForUpgrade whether what follows a request need not be HTTP
     */
    public RequestReader(Predicate<HttpRequest> asksForUpgrade) {
        this.asksForUpgrade = asksForUpgrade;
    }

    /** When a head that is still incomplete began to come, by {@link System#nanoTime}, or 0. */
    public long headBegan() {
        return headBegan;
    }

    /** Whether what follows is kept as it is, because it need not be HTTP: the request before it asks for an upgrade. */
    public boolean holding() {
        return holding;
    }

    /** Whether so much is kept that no more should be read. */
    public boolean holdsMuch() {
        return holdsMuch;
    }

    /** What follows is HTTP after all, and is read soon: not at once, since this may be called from within here. */
    public void resume(Channel channel) {
        holding = false;
        holdsMuch = false;
        channel.eventLoop().execute(() -> {
            ChannelHandlerContext own = channel.pipeline().context(this);
            if (own != null) {
                readOn(own);
                own.fireChannelReadComplete();
            }
        });
    }

    /** An empty line before a request is passed over, as robust servers do (RFC 9112 section 2.2). */
    @Override
    @Nullable HttpMessage readHead(ByteBuf in) throws Malformed {
        while (in.readableBytes() >= 2
                && in.getByte(in.readerIndex()) == '\r'
                && in.getByte(in.readerIndex() + 1) == '\n') {
            in.skipBytes(2);
        }
        if (in.readableBytes() < 2 && (!in.isReadable() || in.getByte(in.readerIndex()) == '\r')) {
            return null;
        }
        HttpRequest request = HeadParser.own().request(in);
        if (request != null) {
            headBegan = 0;
        }
        return request;
    }

    @Override
    long framing(HttpMessage head) throws Malformed {
        long framing = Framing.ofRequest(head.headers(), head.protocolVersion());
        holding = framing == 0 && asksForUpgrade.test((HttpRequest) head);
        return framing;
    }

    @Override
    HttpMessage unreadable() {
        headBegan = 0;
        return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
    }

    @Override
    boolean holding(ChannelHandlerContext ctx, ByteBuf in) {
        if (holding && in.readableBytes() > MAX_HELD) {
            holdsMuch = true;
            ctx.fireUserEventTriggered(Event.HOLDS_MUCH);
        }
        return holding;
    }

    @Override
    void came() {}

    @Override
    void headUnfinished() {
        if (headBegan == 0 && !holding) {
            headBegan = System.nanoTime();
        }
    }

    @Override
    void ending(boolean more) {}

    /** What a reader tells who stands behind it. */
    public enum Event {
        /** There is more than has to be kept before its turn. */
        HOLDS_MUCH
    }
}
