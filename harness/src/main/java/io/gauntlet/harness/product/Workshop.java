package io.gauntlet.harness.product;

import io.gauntlet.harness.process.FreePort;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Writes a product's configuration into its folder and starts it there. */
final class Workshop {
    private static final Duration LISTENS = Duration.ofSeconds(30);
    private static final int CONNECT_MILLIS = 500;
    private static final int ATTEMPTS = 3;

    private final Product product;
    private final Installation installation;
    private final Order order;
    private final Path folder;

    /** A balancer that runs, and where. */
    record Started(Place place, Running running) {}

    Workshop(Product product, Installation installation, Order order, Path folder) {
        this.product = product;
        this.installation = installation;
        this.order = order;
        this.folder = folder;
    }

    /**
     * Starts it on ports that are free, and waits until it accepts connections.
     *
     * @throws UnusableProductException when it refuses, with its own words
     */
    Started start(Setup setup) {
        for (int attempt = 1; ; attempt++) {
            var place = new Place(folder, FreePort.any(), FreePort.any());
            try {
                return restart(setup, place);
            } catch (UnusableProductException e) {
                // Somebody else took a port between our look and its start.
                boolean taken = String.valueOf(e.getMessage()).matches("(?is).*(address already in use|cannot bind).*");
                if (!taken || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Starts it where it has been. */
    Started restart(Setup setup, Place place) {
        write(setup, place);
        var running = installation.start(place);
        boolean listens = InForce.within(LISTENS, () -> !running.alive() || accepts(place));
        // Alive still after the answer: else it was somebody else's, on a port that was taken meanwhile.
        if (listens && running.alive()) {
            return new Started(place, running);
        }
        var words = running.lastWords();
        boolean ended = !running.alive();
        running.close();
        throw new UnusableProductException("lb: " + product.name()
                + (ended
                        ? " did not start with " + file(setup, place)
                        : " did not listen on port " + place.port() + " within " + LISTENS.toSeconds() + " s")
                + words);
    }

    private Path file(Setup setup, Place place) {
        return folder.resolve(
                product.configuration(setup, place, installation.version()).file());
    }

    private static boolean accepts(Place place) {
        try (var socket = new Socket()) {
            socket.connect(place.address(), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Writes all files, each at once, so that who watches one never reads half of it. */
    void write(Setup setup, Place place) {
        var configuration = product.configuration(setup, place, installation.version());
        Map<String, String> words = new HashMap<>(Template.common(setup.pool(), place));
        words.putAll(configuration.words());
        var template = order.own()
                .map(Order.Own::template)
                .orElseGet(() -> new Template(configuration.file(), configuration.template()));
        place.write(configuration.file(), template.render(words));
        configuration.others().forEach(place::write);
    }
}
