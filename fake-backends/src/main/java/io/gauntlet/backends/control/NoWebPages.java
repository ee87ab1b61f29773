package io.gauntlet.backends.control;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Refuses what a web page could have a browser send to a loopback address: a page of another origin (it says so), a
 * simple GET (a browser names itself), or one whose own name was made to resolve to this machine (it is in Host).
 * Thread-safe.
 */
record NoWebPages(HttpHandler next) implements HttpHandler {

    private static final Pattern PORT = Pattern.compile(":[0-9]{1,5}$");
    private static final Pattern LOOPBACK_IPV4 = Pattern.compile("127(\\.[0-9]{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-fA-F:.]+]");

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        Optional<String> objection = objection(exchange.getRequestHeaders());
        if (objection.isEmpty()) {
            next.handleRequest(exchange);
            return;
        }
        ControlAnswer answer = ControlAnswer.error(403, objection.get());
        exchange.setStatusCode(answer.status());
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, answer.type());
        exchange.getResponseSender().send(answer.body(), StandardCharsets.UTF_8);
    }

    private static Optional<String> objection(HeaderMap headers) {
        if (headers.contains(Headers.ORIGIN)) {
            return Optional.of("Origin: present (expected: absent, since this is not for web pages)");
        }
        String agent = headers.getFirst(Headers.USER_AGENT);
        if (agent != null && agent.startsWith("Mozilla/")) {
            return Optional.of("User-Agent: a browser (expected: none, since this is not for web pages)");
        }
        HeaderValues hosts = headers.get(Headers.HOST);
        if (hosts == null || hosts.size() != 1 || !local(hosts.getFirst())) {
            return Optional.of("Host: not this machine (expected: localhost or a loopback address)");
        }
        return Optional.empty();
    }

    private static boolean local(String hostAndPort) {
        String host = PORT.matcher(hostAndPort).replaceFirst("").toLowerCase(Locale.ROOT);
        if (host.equals("localhost") || LOOPBACK_IPV4.matcher(host).matches()) {
            return true;
        }
        try {
            // In brackets it is taken for an address, and never asked of a name server.
            return IPV6.matcher(host).matches() && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
