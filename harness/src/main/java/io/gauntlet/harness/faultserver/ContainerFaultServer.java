package io.gauntlet.harness.faultserver;

import io.gauntlet.harness.process.FreePort;
import io.gauntlet.harness.process.RigException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * A real Toxiproxy in a container that shares this machine's network: its links listen where the target expects backends,
 * and reach the fake backends on loopback. That works with an engine on Linux.
 */
final class ContainerFaultServer implements FaultServer {
    private static final DockerImageName IMAGE = DockerImageName.parse("ghcr.io/shopify/toxiproxy:2.12.0");

    private final int port = FreePort.any();
    private final GenericContainer<?> container = new GenericContainer<>(IMAGE)
            .withNetworkMode("host")
            .withCommand("-host=127.0.0.1", "-port=" + port)
            .waitingFor(Wait.forLogMessage(".*Starting Toxiproxy HTTP server.*", 1));

    /** Says how to get an engine where none answers. */
    static void requireDocker() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new IllegalArgumentException(
                    "toxiproxy: container (expected: a Docker engine that answers; see DOCKER_HOST)");
        }
    }

    @Override
    public String kind() {
        return "container";
    }

    @Override
    public ApiAddress await() {
        try {
            container.start();
        } catch (RuntimeException e) {
            throw new RigException("the Toxiproxy container did not start: " + e.getMessage(), e);
        }
        return new ApiAddress("127.0.0.1", port);
    }

    @Override
    public boolean alive() {
        return container.isRunning();
    }

    @Override
    public void close() {
        container.stop();
    }
}
