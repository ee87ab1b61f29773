package io.gauntlet.harness.external;

import io.gauntlet.harness.settings.Spans;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A hook as it is written: a command or an HTTP call. */
record HookYaml(
        @Nullable List<String> command,
        @Nullable String http,
        @Nullable Map<String, String> headers,
        @Nullable String body,
        @Nullable List<Integer> expect,
        @Nullable String timeout) {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Pattern CALL = Pattern.compile("([A-Z]{3,10}) (https?://\\S+)");

    Hook hook(String word, Path file) {
        if ((command == null) == (http == null)) {
            throw new IllegalArgumentException(
                    "hooks." + word + ": (expected: either command, a list of words, or http, such as \"POST http://"
                            + "127.0.0.1:9000/drain/{backend}\")");
        }
        return command == null ? call(word, String.valueOf(http)) : command(word, file, command);
    }

    private Hook command(String word, Path file, List<String> words) {
        if (words.isEmpty() || headers != null || body != null || expect != null) {
            throw new IllegalArgumentException(
                    "hooks." + word
                            + ": (expected: command with at least one word, and no headers, body or expect: those go with http)");
        }
        var folder = file.getParent();
        return new CommandHook(word, words, folder == null ? file : folder, within(word));
    }

    private Hook call(String word, String text) {
        var match = CALL.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException("hooks." + word + ".http: '" + text
                    + "' (expected: a method and a URL, such as POST http://127.0.0.1:9000/drain/{backend})");
        }
        var call = new HttpHook.Call(
                match.group(1), match.group(2), headers == null ? Map.of() : headers, body == null ? "" : body);
        return new HttpHook(word, call, expect == null ? List.of() : expect, within(word));
    }

    private Duration within(String word) {
        try {
            var time = timeout == null ? TIMEOUT : Spans.of(timeout);
            if (time.isZero() || time.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("'" + timeout + "' (expected: more than 0, up to 10m)");
            }
            return time;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("hooks." + word + ".timeout: " + e.getMessage(), e);
        }
    }
}
