package io.gauntlet.lb.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may stand below {@code health} and {@code slow-start}. */
class HealthConfigTest {
    private static PoolPolicy policy(String line) {
        String yaml = """
                listeners: [{name: web, bind: 127.0.0.1:0, routes: [{pool: web}]}]
                pools:
                  - name: web
                    %s
                """.formatted(line);
        return ConfigFile.parse("lb.yaml", yaml).pools().get(0).policy();
    }

    private static HealthConfig health(String value) {
        return policy("health: " + value).health();
    }

    @Test
    void judgesNobodyByRequestsWhereThatIsSwitchedOff() {
        assertThat(health("{passive: off}").passive()).isEqualTo(PassiveConfig.OFF);
        assertThat(PassiveConfig.OFF.on()).isFalse();
        assertThat(health("{passive: {consecutive-failures: 0}}").passive().on())
                .isFalse();
        assertThat(health("{passive: {consecutive-failures: 0, success-rate: {}}}")
                        .passive()
                        .on())
                .isTrue();
    }

    @Test
    void judgesByRequestsWhereNothingIsSaid() {
        PassiveConfig passive = health("{}").passive();
        assertThat(passive)
                .isEqualTo(PassiveConfig.STANDARD)
                .isEqualTo(health("{passive: {}}").passive());
        assertThat(passive.consecutiveFailures()).isEqualTo(5);
        assertThat(passive.ejection()).isEqualTo(Duration.ofSeconds(30));
        assertThat(passive.maxEjection()).isEqualTo(Duration.ofMinutes(5));
        assertThat(passive.maxEjected()).isEqualTo(0.5);
        assertThat(passive.successRate()).isEmpty();
        assertThat(health("{passive: {success-rate: {}}}").passive().successRate())
                .contains(new PassiveConfig.SuccessRate(0.5, 20, Duration.ofSeconds(10)));
        assertThat(health("{passive: {ejection-time: 1h}}").passive().maxEjection())
                .isEqualTo(Duration.ofHours(1));
    }

    @Test
    void readsEveryTypeOfProbe() {
        HealthConfig.Probe tcp = health("{active: {type: tcp, port: 81}}").probe();
        assertThat(tcp.type()).isEqualTo(ProbeType.TCP);
        assertThat(tcp.port()).isEqualTo(OptionalInt.of(81));
        assertThat(health("{active: {type: grpc}}").probe().service()).isEmpty();
        HealthConfig.Probe live =
                health("{liveness: {expected-status: [204]}}").liveness().orElseThrow();
        assertThat(live.http().path()).isEqualTo("/health/live");
        assertThat(live.http().expectedStatus()).containsExactly(204);
    }

    @Test
    void mayHaveNoGraceAndNoSlowStart() {
        assertThat(health("{active: {startup-grace: 0s}}").schedule().startupGrace())
                .isZero();
        assertThat(policy("slow-start: 0s").slowStart()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "health: {pasive: {}} | 4:14: unknown key 'pasive' (known here: active, liveness, passive; did you mean 'passive'?)",
                "health: {active: {type: htp}} | 4:29: type: 'htp' (expected: grpc, http, http2, none, tcp; did you mean 'http'?)",
                "health: {liveness: {type: none}} | 4:31: type: 'none' (expected: grpc, http, http2, tcp",
                "health: {active: {type: none}, liveness: {}} | 4:46: liveness: without an active probe (expected: an active probe",
                "health: {active: {type: tcp, path: /x}} | 4:40: path: of no use here (expected: with type http)",
                "health: {active: {type: grpc, headers: {}}} | 4:44: headers: of no use here (expected: with type http)",
                "health: {active: {service: x}} | 4:32: service: of no use here (expected: with type grpc)",
                "health: {active: {type: grpc, service: 'a b'}} | 4:44: service: 'a b' (expected: the name of a service",
                "health: {active: {port: 0}} | 4:29: port: 0 (expected: 1 to 65535)",
                "health: {active: {host: 'a b'}} | 4:29: host: 'a b' (expected: a host, such as shop.example)",
                "health: {active: {headers: {'X Y': 1}}} | 4:40: headers: 'X Y' (expected: the name of a field)",
                "health: {active: {headers: {Host: x}}} | 4:39: headers: 'Host' (expected: a field that the probe does not set",
                "health: {active: {headers: {X: \"a\\nb\"}}} | 4:36: X: a value beyond printable ASCII (expected: none but that)",
                "health: {active: {headers: [X]}} | 4:32: headers: a list (expected: keys with values)",
                "health: {active: {startup-grace: 5}} | 4:38: startup-grace: '5' (expected: a time with its unit",
                "health: {passive: no} | 4:23: passive: 'no' (expected: keys with values, or off)",
                "health: {passive: [5]} | 4:23: passive: a list (expected: keys with values)",
                "health: {passive: {consecutive-failures: -1}} | 4:46: consecutive-failures: -1 (expected: 0 to 1000)",
                "health: {passive: {ejection-time: 0s}} | 4:39: ejection-time: 0 (expected: more than nothing)",
                "health: {passive: {max-ejection-time: 29s}} | 4:43: max-ejection-time: shorter than the ejection-time",
                "health: {passive: {max-ejected: 0%}} | 4:37: max-ejected: 0% (expected: 1% to 100%)",
                "health: {passive: {max-ejected: half}} | 4:37: max-ejected: 'half' (expected: a percentage, such as 20%)",
                "health: {passive: {success-rate: {below: 0%}}} | 4:46: below: 0% (expected: 1% to 100%)",
                "health: {passive: {success-rate: {of-at-least: 0}}} | 4:52: of-at-least: 0 (expected: 1 to 1000000)",
                "health: {passive: {success-rate: {windw: 1s}}} | 4:39: unknown key 'windw' (known here: below, of-at-least, window; did you mean 'window'?)",
                "slow-start: 30 | 4:17: slow-start: '30' (expected: a time with its unit",
            })
    void saysWhereWhatAndWhatWouldBeRight(String line, String error) {
        assertThatThrownBy(() -> policy(line))
                .isInstanceOf(ConfigException.class)
                .message()
                .startsWith("lb.yaml:" + error);
    }
}
