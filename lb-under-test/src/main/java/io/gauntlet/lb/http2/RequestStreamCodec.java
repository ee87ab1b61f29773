package io.gauntlet.lb.http2;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a client's request and writes the answer (RFC 9113 section 8.3). Confined to its event loop. */
public final class RequestStreamCodec extends StreamCodec {
    /** With these, no Content-Length would leave open whether there is content (RFC 9110 section 8.6). */
    private static final Set<HttpMethod> WITH_CONTENT = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

    @Override
    HttpMessage read(Http2Headers fields) throws Http2Exception {
        HttpMethod method = method(fields.method());
        CharSequence authority = fields.authority();
        CharSequence target = method.equals(HttpMethod.CONNECT) ? authority : fields.path();
        if (target == null || target.isEmpty()) {
            throw StreamFields.malformed("no :path");
        }
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, target.toString());
        if (authority != null) {
            // Whatever else it is, it is said to be malformed once the head as a whole is looked at.
            request.headers().set(HttpHeaderNames.HOST, authority.toString().strip());
        }
        StreamFields.copy(fields, request.headers());
        sameHostOnce(request);
        return request;
    }

    private static HttpMethod method(@Nullable CharSequence name) throws Http2Exception {
        if (name == null) {
            throw StreamFields.malformed("no :method");
        }
        try {
            return HttpMethod.valueOf(name.toString());
        } catch (IllegalArgumentException e) {
            throw StreamFields.malformed("not a :method");
        }
    }

    /** A Host that says what {@code :authority} says is let pass; another is for the check of the head (section 8.3.1). */
    private static void sameHostOnce(HttpRequest request) {
        var hosts = request.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.size() == 2 && hosts.get(0).equals(hosts.get(1))) {
            request.headers().set(HttpHeaderNames.HOST, hosts.get(0));
        }
    }

    @Override
    boolean needsLength(HttpMessage head) {
        return head instanceof HttpRequest request && WITH_CONTENT.contains(request.method());
    }

    @Override
    Http2Headers write(HttpMessage head) {
        Http2Headers fields = StreamFields.of(head.headers());
        return fields.status(((HttpResponse) head).status().codeAsText());
    }
}
