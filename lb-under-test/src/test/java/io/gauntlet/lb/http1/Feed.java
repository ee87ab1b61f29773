package io.gauntlet.lb.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Feeds a reader, and says in words what it made of that. */
final class Feed {
    private final List<String> said = new ArrayList<>();
    private final StringBuilder body = new StringBuilder();

    private Feed() {}

    /** What the reader makes of this text, which comes in pieces of these sizes, over and over. */
    static List<String> to(ChannelHandler reader, String text, int... sizes) {
        var feed = new Feed();
        var channel = new EmbeddedChannel(reader);
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int piece = 0;
        for (int at = 0; at < bytes.length; piece++) {
            int size = sizes.length == 0 ? bytes.length : Math.min(sizes[piece % sizes.length], bytes.length - at);
            ByteBuf in = Unpooled.buffer(size).writeBytes(bytes, at, size);
            channel.writeInbound(in);
            at += size;
            feed.takeAll(channel);
        }
        channel.finish();
        feed.takeAll(channel);
        return feed.said;
    }

    private void takeAll(EmbeddedChannel channel) {
        for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
            take(message);
            ReferenceCountUtil.release(message);
        }
    }

    private void take(Object message) {
        if (message instanceof HttpMessage head) {
            said.add(head.decoderResult().isFailure() ? "malformed" : head(head));
        }
        if (message instanceof HttpContent content) {
            body.append(content.content().toString(StandardCharsets.ISO_8859_1));
        }
        if (message instanceof LastHttpContent last) {
            said.add(
                    last.decoderResult().isFailure()
                            ? "malformed body"
                            : "body " + body + " "
                                    + fields(last.trailingHeaders().entries()));
            body.setLength(0);
        }
    }

    private static String head(HttpMessage head) {
        String first = head instanceof HttpRequest request
                ? request.method() + " " + request.uri()
                : String.valueOf(((HttpResponse) head).status());
        return first + " " + head.protocolVersion() + " "
                + fields(head.headers().entries());
    }

    private static String fields(List<java.util.Map.Entry<String, String>> entries) {
        List<String> all = new ArrayList<>();
        entries.forEach(each -> all.add(each.getKey() + "=" + each.getValue()));
        return all.toString();
    }
}
