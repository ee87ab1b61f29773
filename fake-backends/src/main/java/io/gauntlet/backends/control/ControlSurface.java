package io.gauntlet.backends.control;

import io.gauntlet.backends.server.FakeBackend;
import java.util.List;
import java.util.Optional;

/**
 * What the control API controls.
 *
 * @param crash ends the process, and does not return
 * @param caPem the certificate that clients of the backends have to trust, if there is TLS
 */
public record ControlSurface(List<FakeBackend> backends, Runnable crash, Optional<String> caPem) {

    public ControlSurface {
        backends = List.copyOf(backends);
    }
}
