package io.gauntlet.faultproxy.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import io.gauntlet.faultproxy.FaultProxy;
import io.gauntlet.faultproxy.FaultProxySettings;
import io.gauntlet.faultproxy.TestingClient;
import io.gauntlet.faultproxy.TestingServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

class FaultProxyExtensionTest {

    @Nested
    @ExtendWith(FaultProxyExtension.class)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    class OneServerAClass {

        private static final TestingServer ECHO = TestingServer.echo();
        private static final List<FaultProxy> SEEN = new ArrayList<>();

        @BeforeAll
        static void shared(FaultProxy proxy) {
            proxy.link("shared", "127.0.0.1:0", ECHO.address());
            SEEN.add(proxy);
        }

        @AfterAll
        static void stop() {
            ECHO.close();
        }

        @Test
        @Order(1)
        void clientDrivesTheInjectedServer(FaultProxy proxy, ToxiproxyClient client) throws IOException {
            assertThat(proxy).isSameAs(SEEN.get(0));
            var made = client.createProxy("own", "127.0.0.1:0", ECHO.address());
            client.getProxy("shared").disable();
            client.getProxy("shared").toxics().timeout("gone", ToxicDirection.UPSTREAM, 0);
            try (var connection = TestingClient.connect(made.getListen())) {
                connection.echo("a");
            }
            assertThat(proxy.names()).containsExactlyInAnyOrder("own", "shared");
        }

        @Test
        @Order(2)
        void nextTestFindsItAsNew(FaultProxy proxy, ToxiproxyClient client) throws IOException {
            assertThat(proxy).isSameAs(SEEN.get(0));
            assertThat(proxy.names()).containsExactly("shared");
            assertThat(client.getProxy("shared").isEnabled()).isTrue();
            assertThat(client.getProxy("shared").toxics().getAll()).isEmpty();
        }
    }

    @Nested
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    class OneServerATest {

        private static final List<FaultProxy> SEEN = new ArrayList<>();

        @RegisterExtension
        private final FaultProxyExtension extension =
                new FaultProxyExtension(FaultProxySettings.defaults().seeded(7));

        @Test
        @Order(1)
        void usesTheSettingsItIsGiven(FaultProxy proxy) {
            assertThat(proxy.seed()).isEqualTo(7);
            assertThat(extension).isNotNull();
            SEEN.add(proxy);
        }

        @Test
        @Order(2)
        void nextTestHasAnotherServerAndTheFirstIsStopped(FaultProxy proxy) {
            assertThat(proxy).isNotSameAs(SEEN.get(0));
            int port = SEEN.get(0).port();
            assertThatThrownBy(() -> TestingClient.connect("127.0.0.1:" + port)).hasMessageContaining("refused");
        }
    }
}
