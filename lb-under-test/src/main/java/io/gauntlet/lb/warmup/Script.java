package io.gauntlet.lb.warmup;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What clients ask and backends answer, in about the proportions of real traffic: what never comes here is compiled as if it
 * never came, and has to be compiled once more when it does.
 */
final class Script {
    private static final int SMALL = 1024;
    private static final int LARGE = 64 * 1024;
    private static final int UPLOAD = 2 * 1024;

    /** So many requests go out on a connection; of every other one the last says that it is. */
    private static final int REQUESTS_OF_A_CONNECTION = 256;

    /** So many answers come on a connection of a backend, the last of which says that it is. */
    private static final int ANSWERS_OF_A_CONNECTION = 200;

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";

    /** As servers say it that have more to tell. */
    private static final String TALKATIVE = """
            HTTP/1.1 200 OK
            Server: nginx
            Date: Sat, 31 Jan 2026 12:00:00 GMT
            Content-Type: text/html; charset=utf-8
            Connection: keep-alive
            Cache-Control: max-age=60
            ETag: "1"
            """.replace("\n", "\r\n");

    private static final ByteBuffer PLAIN_ANSWER = whole(OK, SMALL);
    private static final ByteBuffer TALKATIVE_ANSWER = whole(TALKATIVE, SMALL);
    private static final ByteBuffer LARGE_ANSWER = whole(OK, LARGE);
    private static final ByteBuffer CHUNKED_ANSWER =
            message(OK + "Transfer-Encoding: chunked\r\n\r\n" + chunk(SMALL / 2) + chunk(SMALL / 2) + "0\r\n\r\n");
    private static final ByteBuffer MISSING_ANSWER =
            whole("HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\n", 16);
    private static final ByteBuffer UNCHANGED_ANSWER =
            message("HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\nDate: Sat, 31 Jan 2026 12:00:00 GMT\r\n\r\n");

    private static final ByteBuffer LAST_ANSWER = whole(OK + "Connection: close\r\n", SMALL);

    /** Those that a browser sends beside the Host. */
    private static final String BROWSER = """
            User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0
            Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8
            Accept-Language: en-US,en;q=0.5
            Accept-Encoding: gzip, deflate, br, zstd
            Referer: http://localhost/
            Connection: keep-alive
            Cookie: theme=dark; session=0123456789abcdef0123456789abcdef
            Upgrade-Insecure-Requests: 1
            Priority: u=0, i
            """.replace("\n", "\r\n");

    private static final ByteBuffer LAST = request("GET /plain", "Connection: close\r\n", "");
    private static final List<ByteBuffer> REQUESTS = requests();

    private Script() {}

    private static List<ByteBuffer> requests() {
        List<ByteBuffer> all = new ArrayList<>();
        add(all, 15, request("GET /plain", "", ""));
        add(all, 25, request("GET /page", "", ""));
        add(all, 10, request("GET /page?page=2&q=a%20b", BROWSER, ""));
        add(all, 4, request("GET /chunked", BROWSER, ""));
        add(all, 5, request("POST /form", "Content-Length: " + UPLOAD + "\r\n", "x".repeat(UPLOAD)));
        add(all, 1, request("POST /form", "Transfer-Encoding: chunked\r\n", chunk(UPLOAD) + "0\r\n\r\n"));
        add(all, 1, request("GET /large", BROWSER, ""));
        add(all, 1, request("GET /missing", BROWSER, ""));
        add(all, 2, request("GET /unchanged", "If-None-Match: \"1\"\r\n" + BROWSER, ""));
        return Collections.unmodifiableList(all);
    }

    private static void add(List<ByteBuffer> all, int times, ByteBuffer request) {
        all.addAll(Collections.nCopies(times, request));
    }

    /**
     * What a client sends; to be written without a copy of it being made.
     *
     * @param client that they do not all send the same at the same time
     * @param turn counts the requests of this client
     */
    static ByteBuffer request(int client, int turn) {
        ByteBuffer request = isLast(turn) && saysGoodbye(turn)
                ? LAST
                : REQUESTS.get(Math.floorMod(37 * client + 29 * turn, REQUESTS.size()));
        return request.duplicate();
    }

    /** Whether with this request the connection ends. */
    static boolean isLast(int turn) {
        return Math.floorMod(turn, REQUESTS_OF_A_CONNECTION) == REQUESTS_OF_A_CONNECTION - 1;
    }

    /** Whether the connection ends as was said; else it is reset behind the last answer. */
    static boolean saysGoodbye(int turn) {
        return (turn / REQUESTS_OF_A_CONNECTION) % 2 == 0;
    }

    /** Whether a backend's connection ends with the answer of this number. */
    static boolean isLastAnswer(int number) {
        return number >= ANSWERS_OF_A_CONNECTION;
    }

    static ByteBuffer lastAnswer() {
        return LAST_ANSWER.duplicate();
    }

    /** The answer to a request with this first line, in lower case; a path may have been rewritten on its way. */
    static ByteBuffer answer(String firstLine) {
        if (firstLine.contains("/chunked")) {
            return CHUNKED_ANSWER.duplicate();
        }
        if (firstLine.contains("/large")) {
            return LARGE_ANSWER.duplicate();
        }
        if (firstLine.contains("/missing")) {
            return MISSING_ANSWER.duplicate();
        }
        if (firstLine.contains("/page")) {
            return TALKATIVE_ANSWER.duplicate();
        }
        return (firstLine.contains("/unchanged") ? UNCHANGED_ANSWER : PLAIN_ANSWER).duplicate();
    }

    private static ByteBuffer request(String line, String fields, String body) {
        return message(line + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n" + body);
    }

    private static ByteBuffer whole(String head, int length) {
        return message(head + "Content-Length: " + length + "\r\n\r\n" + "x".repeat(length));
    }

    private static String chunk(int length) {
        return Integer.toHexString(length) + "\r\n" + "x".repeat(length) + "\r\n";
    }

    private static ByteBuffer message(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }
}
