package io.gauntlet.harness.product;

import io.gauntlet.harness.process.ForeignProcess;
import io.gauntlet.harness.process.Launch;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A product's program on this machine. */
final class LocalProgram implements Installation {
    /** Where servers are that are not for everybody's path. */
    private static final List<String> SERVERS = List.of("/usr/local/sbin", "/usr/sbin", "/sbin");

    private static final int MOST_OUTPUT = 8192;
    private static final int SECONDS_TO_SAY = 10;

    private final Product product;
    private final Path program;
    private final Version version;

    private LocalProgram(Product product, Path program, Version version) {
        this.product = product;
        this.program = program;
        this.version = version;
    }

    /** Where it is, if it is on the path or where servers are. */
    static Optional<Path> find(Program program) {
        var path = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator));
        var folders = Stream.concat(path, SERVERS.stream())
                .filter(folder -> !folder.isEmpty())
                .toList();
        return program.names().stream()
                .flatMap(name -> folders.stream().map(folder -> Path.of(folder).resolve(name)))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /**
     * The program on this machine.
     *
     * @param given by the user; empty means to look for it
     * @throws UnusableProductException when it is not there, says no version, or is too old
     */
    static LocalProgram of(Product product, Optional<Path> given) {
        var wanted = product.program();
        var program = given.or(() -> find(wanted))
                .orElseThrow(() -> new UnusableProductException("lb: " + product.name() + ": no "
                        + String.join(" or ", wanted.names()) + " on the path (expected: version "
                        + wanted.oldest() + " or newer; get it by: " + wanted.howToGet() + ")"));
        var version = version(product, program);
        if (!version.atLeast(wanted.oldest())) {
            throw new UnusableProductException("lb: " + product.name() + ": " + program + " is version " + version
                    + " (expected: " + wanted.oldest() + " or newer)");
        }
        return new LocalProgram(product, program, version);
    }

    private static Version version(Product product, Path program) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(product.program().versionArguments());
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var said = new String(process.getInputStream().readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8);
            if (!process.waitFor(SECONDS_TO_SAY, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            // Some begin with their own path, which may have a number in it that is none of theirs.
            return Version.in(said.replace(program.toString(), ""))
                    .orElseThrow(() -> new UnusableProductException("lb: " + product.name() + ": "
                            + String.join(" ", command) + " says no version but: " + firstLine(said)));
        } catch (IOException e) {
            throw new UnusableProductException(
                    "lb: " + product.name() + ": " + program + " can't be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnusableProductException("lb: " + product.name() + ": interrupted");
        }
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("(nothing)");
    }

    @Override
    public Version version() {
        return version;
    }

    @Override
    public Running start(Place place) {
        var process = ForeignProcess.start(new Launch(
                product.name(),
                product.command(program.toString(), place),
                place.folder().resolve(product.name() + ".log")));
        return new Running() {
            @Override
            public boolean alive() {
                return process.alive();
            }

            @Override
            public void signal(String name) {
                process.signal(name);
            }

            @Override
            public OptionalLong pid() {
                return OptionalLong.of(process.pid());
            }

            @Override
            public OptionalLong descriptors() {
                return process.descriptors();
            }

            @Override
            public String lastWords() {
                return process.lastWords();
            }

            @Override
            public void close() {
                process.close();
            }
        };
    }
}
