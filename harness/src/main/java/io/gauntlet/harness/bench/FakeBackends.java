package io.gauntlet.harness.bench;

import io.gauntlet.harness.process.ChildProcess;
import io.gauntlet.harness.process.HttpCalls;
import io.gauntlet.harness.process.Launch;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gauntlet's own, for machines without NGINX: dearer for each request. */
final class FakeBackends implements Backends {
    private static final Duration START = Duration.ofSeconds(30);
    private static final List<String> IDS = List.of("b1", "b2");

    private final ChildProcess process;
    private final Map<String, String> places;
    private final HttpCalls calls = new HttpCalls();

    private FakeBackends(ChildProcess process, Map<String, String> places) {
        this.process = process;
        this.places = places;
    }

    static FakeBackends start(Path folder) {
        var process = ChildProcess.start(Launch.java(
                "backends",
                "io.gauntlet.backends.Main",
                List.of("-Xmx256m"),
                List.of("--backend", "b1=127.0.0.1:0", "--backend", "b2=127.0.0.1:0"),
                folder.resolve("backends.log")));
        try {
            var backends = new FakeBackends(process, process.ready(START));
            backends.answering(SMALL);
            return backends;
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
    }

    private String place(String name) {
        return Optional.ofNullable(places.get(name))
                .orElseThrow(() -> new IllegalStateException("the backends do not say where " + name + " is"));
    }

    @Override
    public String name() {
        return "Gauntlet's own (no nginx on the path)";
    }

    @Override
    public List<Integer> ports() {
        return IDS.stream()
                .map(this::place)
                .map(place -> Integer.valueOf(place.substring(place.lastIndexOf(':') + 1)))
                .toList();
    }

    @Override
    public void answering(int bytes) {
        for (var id : IDS) {
            calls.call(
                    "PUT",
                    URI.create("http://" + place("control") + "/backends/" + id + "/behaviour"),
                    "{\"bodyBytes\":" + bytes + "}");
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
