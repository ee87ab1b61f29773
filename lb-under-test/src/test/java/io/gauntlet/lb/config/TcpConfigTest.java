package io.gauntlet.lb.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcpConfigTest {
    private static final String POOLS = """
            pools:
              - {name: web, backends: [{id: a, address: "h:1"}]}
              - {name: shop, backends: [{id: a, address: "h:1"}], affinity: {cookie: {}}}
              - {name: mine, backends: [{id: a, address: "h:1"}], affinity: {client-address: {}}}
            """;

    private static BalancerConfig parse(String listener) {
        return ConfigFile.parse("lb.yaml", "listeners:\n  - {name: t, bind: \"h:1\", " + listener + "}\n" + POOLS);
    }

    @ParameterizedTest
    @CsvSource({"web", "mine"})
    void hasOnePoolForAll(String pool) {
        ListenerConfig listener =
                parse("protocol: tcp, pool: " + pool).listeners().get(0);
        assertThat(listener.protocol()).isEqualTo(Protocol.TCP);
        assertThat(listener.routes()).containsExactly(RouteConfig.of("/", pool));
    }

    @Test
    void isHttpWithoutAWord() {
        assertThat(parse("routes: [{pool: web}]").listeners().get(0).protocol()).isEqualTo(Protocol.HTTP);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "protocol: tcp; lb.yaml:2:5: 'pool' is missing",
                "protocol: tcp, pool: wep; lb.yaml:2:49: pool: 'wep' (expected one of: web, shop, mine)",
                "protocol: tcp, pool: web, routes: [{pool: web}]; lb.yaml:2:54: unknown key 'routes'",
                "protocol: tcp, pool: web, timeouts: {head: 1s}; lb.yaml:2:54: unknown key 'timeouts'",
                "protocol: http, pool: web, routes: [{pool: web}]; lb.yaml:2:44: unknown key 'pool'",
                "protocol: udp, pool: web; lb.yaml:2:38: protocol: 'udp' (expected: http, tcp",
                "protocol: tcp, pool: shop; lb.yaml:2:49: pool: 'shop' knows its sessions by what is in requests"
            })
    void saysWhatIsWrong(String listener, String message) {
        assertThatThrownBy(() -> parse(listener))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }
}
