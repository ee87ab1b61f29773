package io.gauntlet.harness.faultserver;

import io.gauntlet.faultproxy.RealToxiproxy;
import java.nio.file.Path;

/** Which server the fault links go through, in a user's words: {@code embedded}, {@code binary}, {@code container} or a URL. */
public final class FaultServerChoice {
    /** The fault proxy of this project. */
    public static final FaultServerChoice EMBEDDED = new FaultServerChoice(EmbeddedFaultServer::new);

    private final Start start;

    private interface Start {
        FaultServer start(Path logs, long seed);
    }

    private FaultServerChoice(Start start) {
        this.start = start;
    }

    /**
     * Reads a user's choice.
     *
     * @throws IllegalArgumentException when it is none, or when what it names is not there; the message says how to get it
     */
    public static FaultServerChoice of(String text) {
        return switch (text) {
            case "embedded" -> EMBEDDED;
            case "binary" -> binary();
            case "container" -> {
                ContainerFaultServer.requireDocker();
                yield new FaultServerChoice((logs, seed) -> new ContainerFaultServer());
            }
            default -> {
                var api = RunningFaultServer.api(text);
                yield new FaultServerChoice((logs, seed) -> new RunningFaultServer(api));
            }
        };
    }

    private static FaultServerChoice binary() {
        var program = RealToxiproxy.find()
                .orElseThrow(() -> new IllegalArgumentException("toxiproxy: binary (expected: " + RealToxiproxy.PROGRAM
                        + " on the path, or its place in " + RealToxiproxy.VARIABLE
                        + "; `go install github.com/Shopify/toxiproxy/v2/cmd/server@v2.12.0` builds one)"));
        return new FaultServerChoice((logs, seed) -> new BinaryFaultServer(program, logs));
    }

    /** Starts it, or finds it; {@link FaultServer#await} says when it serves. */
    public FaultServer start(Path logs, long seed) {
        return start.start(logs, seed);
    }

    /** For messages of a URL that is none. */
    static IllegalArgumentException wrong(String text, String why) {
        return new IllegalArgumentException("toxiproxy: " + text
                + " (expected: embedded, binary, container, or the URL of a Toxiproxy on this machine such as "
                + "http://127.0.0.1:8474)" + why);
    }
}
