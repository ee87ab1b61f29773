package io.gauntlet.lb.http;

import io.gauntlet.lb.http1.FieldValue;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request says about the way that it took: {@code X-Forwarded-*}, {@code Forwarded} (RFC 7239) and {@code Via} (RFC 9110
 * section 7.6.3). A backend believes it, so whoever is not trusted to have told the truth has it replaced. Stateless.
 */
final class ForwardedFields {
    static final AsciiString FORWARDED = AsciiString.cached("forwarded");
    private static final AsciiString FOR = AsciiString.cached("x-forwarded-for");
    static final AsciiString PROTO = AsciiString.cached("x-forwarded-proto");
    private static final AsciiString HOST = AsciiString.cached("x-forwarded-host");
    private static final AsciiString PORT = AsciiString.cached("x-forwarded-port");
    private static final FieldValue VIA_1_0 = new FieldValue("1.0 gauntlet-lb");
    private static final FieldValue VIA_1_1 = new FieldValue("1.1 gauntlet-lb");
    private static final FieldValue VIA_2 = new FieldValue("2 gauntlet-lb");

    /** Claims that nobody but a trusted proxy may make, and we don't either. */
    private static final List<AsciiString> OTHER_CLAIMS = List.of(
            AsciiString.cached("x-forwarded-server"),
            AsciiString.cached("x-forwarded-prefix"),
            AsciiString.cached("x-real-ip"));

    private ForwardedFields() {}

    /**
     * Says how the request came.
     *
     * @param version that it came by
     * @param trusted whether what the fields say already may stay
     */
    static void write(HttpHeaders fields, Hop hop, Version version, boolean trusted) {
        @Nullable String host = fields.get(HttpHeaderNames.HOST);
        if (!trusted) {
            fields.remove(FORWARDED).remove(FOR).remove(PROTO).remove(HOST).remove(PORT);
            for (AsciiString claim : OTHER_CLAIMS) {
                fields.remove(claim);
            }
        }
        append(fields, FOR, hop.peer());
        append(fields, FORWARDED, hop.elementFor(host));
        append(fields, HttpHeaderNames.VIA, via(version));
        setUnlessThere(fields, PROTO, hop.scheme());
        setUnlessThere(fields, PORT, hop.port());
        if (host != null) {
            setUnlessThere(fields, HOST, host);
        }
    }

    private static void append(HttpHeaders fields, AsciiString name, FieldValue value) {
        if (fields.contains(name)) {
            fields.set(name, String.join(", ", fields.getAll(name)) + ", " + value);
        } else {
            fields.add(name, value);
        }
    }

    private static void setUnlessThere(HttpHeaders fields, AsciiString name, CharSequence value) {
        if (!fields.contains(name)) {
            fields.add(name, value);
        }
    }

    private static FieldValue via(Version version) {
        return switch (version) {
            case HTTP_1_0 -> VIA_1_0;
            case HTTP_1_1 -> VIA_1_1;
            case HTTP_2 -> VIA_2;
        };
    }

    /** A version of HTTP. */
    enum Version {
        HTTP_1_0,
        HTTP_1_1,
        HTTP_2
    }
}
