package io.gauntlet.lb.http;

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
    private static final String PSEUDONYM = "gauntlet-lb";

    /** Claims that nobody but a trusted proxy may make, and we don't either. */
    private static final List<AsciiString> OTHER_CLAIMS = List.of(
            AsciiString.cached("x-forwarded-server"),
            AsciiString.cached("x-forwarded-prefix"),
            AsciiString.cached("x-real-ip"));

    private ForwardedFields() {}

    /**
     * Says how the request came.
     *
     * @param trusted whether what the fields say already may stay
     */
    static void write(HttpHeaders fields, Hop hop, boolean trusted) {
        @Nullable String host = fields.get(HttpHeaderNames.HOST);
        if (!trusted) {
            fields.remove(FORWARDED).remove(FOR).remove(PROTO).remove(HOST).remove(PORT);
            for (AsciiString claim : OTHER_CLAIMS) {
                fields.remove(claim);
            }
        }
        append(fields, FOR, hop.peer());
        append(fields, FORWARDED, element(hop, host));
        append(fields, HttpHeaderNames.VIA, hop.version() + " " + PSEUDONYM);
        setUnlessThere(fields, PROTO, hop.scheme());
        setUnlessThere(fields, PORT, String.valueOf(hop.port()));
        if (host != null) {
            setUnlessThere(fields, HOST, host);
        }
    }

    private static String element(Hop hop, @Nullable String host) {
        boolean v6 = hop.peer().indexOf(':') >= 0;
        String node = v6 ? "\"[" + hop.peer() + "]\"" : hop.peer();
        // A host may have a port, whose colon needs quotes; that it has none of its own has been checked.
        return "for=" + node + (host == null ? "" : ";host=\"" + host + "\"") + ";proto=" + hop.scheme();
    }

    private static void append(HttpHeaders fields, AsciiString name, String value) {
        List<String> before = fields.getAll(name);
        fields.set(name, before.isEmpty() ? value : String.join(", ", before) + ", " + value);
    }

    private static void setUnlessThere(HttpHeaders fields, AsciiString name, String value) {
        if (!fields.contains(name)) {
            fields.set(name, value);
        }
    }

    /**
     * The last hop of a request.
     *
     * @param peer the address at the other end of the client's connection
     * @param version of HTTP, as {@code Via} has it
     * @param port where it came in
     */
    record Hop(String peer, String scheme, String version, int port) {}
}
