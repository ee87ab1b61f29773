package io.gauntlet.faultproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.faultproxy.toxic.ToxicType;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The original, started from its binary where there is one, by the contract. */
class BinaryToxiproxyTest extends WholeContractTest {

    private static @Nullable BinaryToxiproxy toxiproxy;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        var binary = BinaryToxiproxy.find();
        Assumptions.assumeTrue(
                binary.isPresent(),
                "no Toxiproxy: neither -Dtoxiproxy.binary, nor TOXIPROXY_BINARY, nor toxiproxy-server on the path");
        toxiproxy = BinaryToxiproxy.start(binary.orElseThrow(), folder.resolve("toxiproxy.log"));
    }

    @AfterAll
    static void stop() {
        if (toxiproxy != null) {
            toxiproxy.close();
        }
    }

    @Test
    void hasNoneOfTheExtensions() {
        var api = held().api();
        api.post("/proxies", "{\"name\":\"p\",\"listen\":\"127.0.0.1:0\",\"upstream\":\"127.0.0.1:9\"}");
        for (var type : ToxicType.types()) {
            if (type.extension()) {
                assertThat(api.post("/proxies/p/toxics", "{\"type\":\"" + type.name() + "\"}"))
                        .as(type.name())
                        .isEqualTo("400 {\"error\":\"invalid toxic type\",\"status\":400}");
            }
        }
    }

    @Override
    ContractServer held() {
        if (toxiproxy == null) {
            throw new IllegalStateException("not started");
        }
        return ContractServer.local(toxiproxy.port());
    }
}
