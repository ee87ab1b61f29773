package io.gauntlet.lb.http1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** Reads the answers of a backend. Confined to its event loop. */
public final class AnswerReader extends MessageReader {
    private final Asker asker;
    private boolean interim;

    /** Who waits for the answers. */
    public interface Asker {
        /** Whether the request that is being answered is a HEAD. */
        boolean askedForHead();

        /** Something has come; it may be a part of an answer. */
        void came();

        /** More has come than the one answer that was asked for. */
        void surplus();
    }

    public AnswerReader(Asker asker) {
        this.asker = asker;
    }

    @Override
    @Nullable HttpMessage readHead(ByteBuf in) throws Malformed {
        return HeadParser.own().answer(in);
    }

    @Override
    long framing(HttpMessage head) throws Malformed {
        int status = ((HttpResponse) head).status().code();
        if (head.protocolVersion().majorVersion() != 1) {
            throw new Malformed("the answer is of another version of HTTP");
        }
        interim = status < 200;
        boolean empty = interim || status == 204 || status == 304 || asker.askedForHead();
        return empty ? 0 : Framing.ofAnswer(head.headers(), head.protocolVersion());
    }

    @Override
    HttpMessage unreadable() {
        return new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.BAD_GATEWAY);
    }

    @Override
    boolean holding(ChannelHandlerContext ctx, ByteBuf in) {
        return false;
    }

    @Override
    void came() {
        asker.came();
    }

    @Override
    void headUnfinished() {
        asker.came();
    }

    @Override
    void ending(boolean more) {
        if (more && !interim) {
            asker.surplus();
        }
    }
}
