package io.gauntlet.harness.product;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * A product's image, run with this machine's network, so that it finds the links on loopback, and with the target's
 * folder at its own place. That works with an engine on Linux.
 */
final class ContainerProgram implements Installation {
    private static final int LAST_CHARACTERS = 600;

    private final Product product;
    private final DockerImageName image;
    private final Version version;

    private ContainerProgram(Product product, DockerImageName image, Version version) {
        this.product = product;
        this.image = image;
        this.version = version;
    }

    /**
     * The product's image.
     *
     * @throws UnusableProductException when no Docker engine answers, or the image says no version
     */
    static ContainerProgram of(Product product) {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new UnusableProductException(
                    "lb-from: container (expected: a Docker engine that answers; see DOCKER_HOST)");
        }
        var image = DockerImageName.parse(product.program().image());
        return new ContainerProgram(product, image, version(product, image));
    }

    private static Version version(Product product, DockerImageName image) {
        List<String> command = new ArrayList<>(List.of(name(product)));
        command.addAll(product.program().versionArguments());
        try (var once = new GenericContainer<>(image)) {
            once.withCreateContainerCmdModifier(create -> create.withEntrypoint())
                    .withCommand(command.toArray(String[]::new))
                    .withStartupCheckStrategy(new OneShotStartupCheckStrategy())
                    .start();
            var said = once.getLogs();
            return Version.in(said)
                    .orElseThrow(() -> new UnusableProductException(
                            "lb: " + product.name() + ": " + image + " says no version but: " + said.strip()));
        }
    }

    /** Images name it as its authors do, which is the last of the names. */
    private static String name(Product product) {
        var names = product.program().names();
        return names.get(names.size() - 1);
    }

    @Override
    public Version version() {
        return version;
    }

    @Override
    public Running start(Place place) {
        var folder = place.folder().toString();
        var container = new GenericContainer<>(image)
                .withNetworkMode("host")
                .withFileSystemBind(folder, folder, BindMode.READ_WRITE)
                .withCreateContainerCmdModifier(create -> create.withEntrypoint())
                .withCommand(product.command(name(product), place).toArray(String[]::new));
        container.start();
        return new Running() {
            @Override
            public boolean alive() {
                return container.isRunning();
            }

            @Override
            public void signal(String name) {
                container
                        .getDockerClient()
                        .killContainerCmd(container.getContainerId())
                        .withSignal(name)
                        .exec();
            }

            @Override
            public OptionalLong pid() {
                return OptionalLong.empty();
            }

            @Override
            public OptionalLong descriptors() {
                return OptionalLong.empty();
            }

            @Override
            public String lastWords() {
                var said = container.getLogs().strip();
                return ": " + said.substring(Math.max(0, said.length() - LAST_CHARACTERS));
            }

            @Override
            public void close() {
                container.stop();
            }
        };
    }
}
