package io.gauntlet.lb.fuzz;

import java.util.List;
import java.util.SplittableRandom;

/** Makes up requests that are right, and then in one to three places wrong. Not thread-safe. */
final class Generator {
    private static final List<String> METHODS =
            List.of("GET", "GET", "POST", "POST", "PUT", "HEAD", "DELETE", "OPTIONS", "PATCH");
    private static final List<String> TARGETS =
            List.of("/", "/a", "/a?b=c", "/%41%20x", "/a;b=c,d", "http://real/x", "/" + "long".repeat(50));
    private static final List<String> FIELDS = List.of(
            "X-A: b",
            "x-b:c",
            "X-Empty:",
            "X-Tab:\ta\tb\t",
            "X-Obs: \u00e9\u00ff",
            "X-Long: " + "v".repeat(300),
            "Accept: */*",
            "Cookie: a=b; c=d",
            "Connection: keep-alive",
            "Connection: X-A",
            "TE: trailers",
            "Expect: 100-continue",
            "X-Forwarded-For: 6.6.6.6",
            "Content-Type: text/plain");
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: evil\r\n\r\n";

    /** What those try who want two readers to disagree. */
    private static final List<String> TOKENS = List.of(
            "\r\n",
            "\n",
            "\r",
            "\r\n\r\n",
            " ",
            "\t",
            "\0",
            ":",
            ";",
            ",",
            "0",
            "-",
            "+",
            "0x",
            "\u000b",
            "\u000c",
            "\u0085",
            "\u00a0",
            "Content-Length: 5\r\n",
            "Content-Length: 0\r\n",
            "Content-Length : 3\r\n",
            "Content-Length: +3\r\n",
            "Content-Length: 3, 3\r\n",
            "Content-Length:\r\n",
            "Content-Length: 99999999999999999999\r\n",
            "Transfer-Encoding: chunked\r\n",
            "Transfer-Encoding: identity\r\n",
            "Transfer-Encoding : chunked\r\n",
            "Transfer-Encoding:\u000bchunked\r\n",
            "Transfer-Encoding: chunked, chunked\r\n",
            "Transfer-Encoding: xchunked\r\n",
            "Transfer-Encoding:\n chunked\r\n",
            " Transfer-Encoding: chunked\r\n",
            "X: y\rTransfer-Encoding: chunked\r\n",
            "Host: other\r\n",
            " folded\r\n",
            "Connection: close\r\n",
            "Connection: Content-Length\r\n",
            "0\r\n\r\n",
            "5\r\nhello\r\n",
            "5;a=\"\r\n\"\r\n",
            SMUGGLED);

    private final SplittableRandom random;

    Generator(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Up to so many requests for one connection, of which the last may close it. */
    String requests(int most) {
        var text = new StringBuilder();
        for (int left = 1 + random.nextInt(most); left > 0; left--) {
            text.append(request(left == 1 && random.nextInt(4) == 0));
        }
        return text.toString();
    }

    private String request(boolean closing) {
        String method = one(METHODS);
        boolean old = closing && random.nextBoolean();
        var head = new StringBuilder(method)
                .append(' ')
                .append(one(TARGETS))
                .append(old ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n")
                .append("Host: test\r\n");
        for (int more = random.nextInt(5); more > 0; more--) {
            head.append(one(FIELDS)).append("\r\n");
        }
        if (closing) {
            head.append("Connection: close\r\n");
        }
        return head + (method.equals("GET") || method.equals("HEAD") ? "\r\n" : framed(old));
    }

    private String framed(boolean old) {
        int kind = random.nextInt(old ? 2 : 4);
        if (kind == 0) {
            return "\r\n";
        }
        String body = body();
        return kind == 1 ? "Content-Length: " + body.length() + "\r\n\r\n" + body : chunked(body);
    }

    private String body() {
        return switch (random.nextInt(5)) {
            case 0 -> "";
            case 1 -> SMUGGLED;
            case 2 -> "0\r\n\r\n" + SMUGGLED;
            case 3 -> "x".repeat(random.nextInt(3_000));
            default -> "hello";
        };
    }

    private String chunked(String body) {
        var text = new StringBuilder("Transfer-Encoding: chunked\r\n\r\n");
        for (int at = 0; at < body.length(); ) {
            int size = 1 + random.nextInt(body.length() - at);
            text.append(random.nextInt(4) == 0 ? "0" : "").append(Integer.toHexString(size));
            text.append(random.nextInt(4) == 0 ? ";name=value" : "").append("\r\n");
            text.append(body, at, at + size).append("\r\n");
            at += size;
        }
        return text.append("0\r\n")
                .append(random.nextInt(3) == 0 ? "X-Sum: 1\r\n" : "")
                .append("\r\n")
                .toString();
    }

    private <T> T one(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    /** The same, wrong in one to three places. */
    String mutate(String text) {
        String wrong = text;
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            wrong = mutateOnce(wrong);
        }
        return wrong;
    }

    private String mutateOnce(String text) {
        int at = random.nextInt(text.length() + 1);
        int end = Math.min(text.length(), at + 1 + random.nextInt(8));
        int line = text.lastIndexOf("\r\n", at) < 0 ? 0 : text.lastIndexOf("\r\n", at) + 2;
        int next = text.indexOf("\r\n", at) < 0 ? text.length() : text.indexOf("\r\n", at) + 2;
        return switch (random.nextInt(9)) {
            case 0 ->
                text.substring(0, at) + (char) random.nextInt(256) + text.substring(Math.min(text.length(), at + 1));
            case 1 -> text.substring(0, at) + text.substring(end);
            case 2 -> text.substring(0, at) + one(TOKENS) + text.substring(at);
            case 3, 4 -> text.substring(0, line) + one(TOKENS) + text.substring(line);
            case 5 ->
                text.substring(0, Math.max(0, next - 2)) + (random.nextBoolean() ? "\n" : "\r") + text.substring(next);
            case 6 -> text.substring(0, next) + text.substring(Math.min(line, next), next) + text.substring(next);
            case 7 -> text.substring(0, at);
            default -> text.replaceFirst("[0-9](?=[^0-9]*$)", String.valueOf(random.nextInt(12)));
        };
    }

    /** Whether something is to be so, in so many of a hundred cases. */
    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /** A number below another. */
    int below(int bound) {
        return random.nextInt(bound);
    }
}
