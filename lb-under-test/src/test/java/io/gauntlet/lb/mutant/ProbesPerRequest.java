package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.pool.AttemptListener;
import io.gauntlet.lb.pool.Backend;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Makes sure. */
final class ProbesPerRequest implements Mutant {
    @Override
    public String name() {
        return "probes-per-request";
    }

    @Override
    public String defect() {
        return "a backend is probed once more for each request that it answers";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withAttempts(Doubtful::new);
    }

    private static final class Doubtful implements AttemptListener {
        private final AttemptListener sound;
        private final HttpClient http = HttpClient.newHttpClient();

        Doubtful(AttemptListener sound) {
            this.sound = sound;
        }

        @Override
        public void answered(Backend backend, int status) {
            sound.answered(backend, status);
            var address = backend.address();
            var probe = URI.create("http://" + address.getHostString() + ":" + address.getPort() + "/health/ready");
            var unused = http.sendAsync(HttpRequest.newBuilder(probe).build(), HttpResponse.BodyHandlers.discarding());
        }

        @Override
        public void failed(Backend backend, String how) {
            sound.failed(backend, how);
        }
    }
}
