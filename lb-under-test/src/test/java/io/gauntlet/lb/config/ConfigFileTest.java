package io.gauntlet.lb.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {
    private static final String FULL = """
            listeners:
              - {name: web, bind: 127.0.0.1:8080, protocol: http, routes: [{path-prefix: /api, pool: api}, {pool: web}]}
            pools:
              - name: web
                algorithm: consistent-hash
                hash-key: header:X-User
                minimum-healthy-hosts: 2
                backends:
                  - {id: b1, address: 127.0.0.1:9001, weight: 3}
                  - {id: b2, address: "[::1]:9002"}
                health:
                  active: {type: http, path: /up, port: 9100, host: up.example, headers: {X-Probe: yes, X-Key: "a b"}, interval: 5s, timeout: 250ms, jitter: 20%, startup-grace: 1m, healthy-threshold: 4, unhealthy-threshold: 5, expected-status: [200, 204]}
                  liveness: {type: grpc, service: shop.Cart}
                  passive: {consecutive-failures: 7, ejection-time: 3s, max-ejection-time: 40s, max-ejected: 30%, success-rate: {below: 60%, of-at-least: 9, window: 4s}}
                slow-start: 20s
                drain: {grace: 1m, sessions: keep}
                affinity: {cookie: {name: S, ttl: 2h, key-file: /tmp/key, path: /shop, secure: true, same-site: none}}
                timeouts: {connect: 2s, answer: 3s, idle-upstream: 4s, tunnel: 5s}
                retry: {attempts: 0, budget: 50%, on: [reset, connect-failure]}
                upstream: {reuse: safe, max-connections: 8}
                limits: {max-in-flight: 5, max-pending: 3, queue: 6, queue-timeout: 70ms}
              - name: api
            admin: {bind: 127.0.0.1:9900, token-file: /tmp/token}
            stop: {grace: 7s}
            """;

    private static final String SMALL = """
            listeners:
              - name: web
                bind: 127.0.0.1:0
                routes:
                  - pool: web
            pools:
              - name: web
                backends:
                  - id: b1
                    address: 127.0.0.1:9001
            """;

    @Test
    void readsEveryKey() {
        BalancerConfig config = ConfigFile.parse("lb.yaml", FULL);
        assertThat(config.listeners().get(0).routes())
                .containsExactly(RouteConfig.of("/api", "api"), RouteConfig.of("/", "web"));
        PoolConfig web = config.pools().get(0);
        assertThat(web.algorithm()).isEqualTo(AlgorithmName.CONSISTENT_HASH);
        assertThat(web.minimumHealthyHosts()).isEqualTo(2);
        assertThat(web.backends())
                .containsExactly(
                        new BackendConfig("b1", new Address("127.0.0.1", 9001), 3),
                        new BackendConfig("b2", new Address("::1", 9002), 1));
        HealthConfig health = web.policy().health();
        assertThat(health.probe())
                .isEqualTo(new HealthConfig.Probe(
                        ProbeType.HTTP,
                        OptionalInt.of(9100),
                        new HealthConfig.HttpQuestion(
                                "/up",
                                Set.of(200, 204),
                                Optional.of("up.example"),
                                Map.of("X-Probe", "yes", "X-Key", "a b")),
                        ""));
        assertThat(health.liveness().map(HealthConfig.Probe::service)).contains("shop.Cart");
        assertThat(health.schedule())
                .isEqualTo(new HealthConfig.Schedule(
                        Duration.ofSeconds(5), Duration.ofMillis(250), 0.2, Duration.ofMinutes(1)));
        assertThat(health.passive())
                .isEqualTo(new PassiveConfig(
                        7,
                        Optional.of(new PassiveConfig.SuccessRate(0.6, 9, Duration.ofSeconds(4))),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(40),
                        0.3));
        assertThat(web.policy().slowStart()).isEqualTo(Duration.ofSeconds(20));
        assertThat(health.thresholds()).isEqualTo(new HealthConfig.Thresholds(4, 5));
        assertThat(web.policy().drain()).isEqualTo(new DrainConfig(Duration.ofMinutes(1), DrainConfig.Sessions.KEEP));
        assertThat(web.policy().cookie())
                .contains(new CookieConfig(
                        "S",
                        Duration.ofHours(2),
                        Optional.of(Path.of("/tmp/key")),
                        new CookieConfig.Attributes("/shop", CookieConfig.Secure.ALWAYS, CookieConfig.SameSite.NONE)));
        assertThat(web.policy().forward().timeouts())
                .isEqualTo(new TimeoutConfig(
                        Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(4), Duration.ofSeconds(5)));
        assertThat(web.policy().forward().retry())
                .isEqualTo(new RetryConfig(0, 0.5, Set.of(RetryCause.RESET, RetryCause.CONNECT_FAILURE)));
        assertThat(web.policy().forward().upstream()).isEqualTo(new UpstreamConfig(Reuse.SAFE, 8));
        assertThat(web.policy().forward().limits()).isEqualTo(new LimitConfig(5, 3, 6, Duration.ofMillis(70)));
        assertThat(web.policy().forward().hashKey()).isEqualTo(new HashKey(HashKey.Source.HEADER, "X-User"));
        assertThat(config.admin().tokenFile()).contains(Path.of("/tmp/token"));
        assertThat(config.stopGrace()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void hasTheDefaultsThatPeopleRelyOn() {
        BalancerConfig config = ConfigFile.parse("lb.yaml", SMALL);
        PoolConfig web = config.pools().get(0);
        assertThat(web.algorithm()).isEqualTo(AlgorithmName.ROUND_ROBIN);
        assertThat(web.minimumHealthyHosts()).isEqualTo(1);
        assertThat(web.balancing().skew()).isEqualTo(new SkewConfig(Duration.ofSeconds(10), 2.0, 100));
        assertThat(web.policy())
                .isEqualTo(new PoolPolicy(
                        new HealthConfig(
                                new HealthConfig.Probe(
                                        ProbeType.HTTP,
                                        OptionalInt.empty(),
                                        new HealthConfig.HttpQuestion(
                                                "/health/ready", Set.of(200), Optional.empty(), Map.of()),
                                        ""),
                                Optional.empty(),
                                new HealthConfig.Schedule(
                                        Duration.ofSeconds(5), Duration.ofSeconds(2), 0.1, Duration.ZERO),
                                new HealthConfig.Thresholds(2, 3),
                                PassiveConfig.STANDARD),
                        Duration.ZERO,
                        new DrainConfig(Duration.ofSeconds(30), DrainConfig.Sessions.MOVE),
                        Optional.empty(),
                        new ForwardConfig(
                                new TimeoutConfig(
                                        Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofSeconds(30)),
                                new RetryConfig(
                                        1, 0.2, Set.of(RetryCause.CONNECT_FAILURE, RetryCause.STALE_CONNECTION)),
                                new UpstreamConfig(Reuse.ALWAYS, LimitConfig.UNLIMITED),
                                new LimitConfig(
                                        LimitConfig.UNLIMITED, LimitConfig.UNLIMITED, 100, Duration.ofMillis(50)),
                                HashKey.CLIENT_ADDRESS)));
        assertThat(config.listeners().get(0).headTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.listeners().get(0).idleTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.stopGrace()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.admin()).isEqualTo(new AdminConfig(new Address("127.0.0.1", 0), Optional.empty()));
    }

    /** Each line replaces one text of a good file and tells the error that this makes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "listeners: | listners: | 1:1: unknown key 'listners' (did you mean 'listeners'?)",
                "backends: | backend: | 8:5: unknown key 'backend' (known here: affinity, algorithm, backends, discovery, drain, hash-key, health, limits, minimum-healthy-hosts, name, retry, skew, slow-start, timeouts, upstream; did you mean 'backends'?)",
                "- id: b1 | - idd: b1 | 9:9: unknown key 'idd' (did you mean 'id'?)",
                "bind: 127.0.0.1:0 | bind: 127.0.0.1 | 3:11: bind: '127.0.0.1' (expected: host:port, such as 127.0.0.1:9001)",
                "bind: 127.0.0.1:0 | bind: 127.0.0.1:99999 | 3:11: bind: port 99999 (expected: 0 to 65535)",
                "bind: 127.0.0.1:0 | bind: [1] | 3:11: bind: a list (expected: one value)",
                "bind: 127.0.0.1:0 | protocol: http | 2:5: 'bind' is missing",
                "bind: 127.0.0.1:0 | bind: 127.0.0.1:0\\n    max-connections: 0 | 4:22: max-connections: 0 (expected: 1 to 10000000)",
                "- pool: web | - pool: wbe | 5:15: pool: 'wbe' (expected one of: web)",
                "- pool: web | - {pool: web, path-prefix: api} | 5:34: path-prefix: 'api' (expected: to begin with '/')",
                "backends: | algorithm: round-robbin\\n    backends: | 8:16: algorithm: 'round-robbin' (expected: consistent-hash, ip-hash, least-connections, least-response-time, p2c-least-connections, round-robin, weighted-random, weighted-round-robin; did you mean 'round-robin'?)",
                "backends: | algorithm: iphash\\n    backends: | 8:16: algorithm: 'iphash' (expected: consistent-hash, ip-hash, least-connections, least-response-time, p2c-least-connections, round-robin, weighted-random, weighted-round-robin; did you mean 'ip-hash'?)",
                "backends: | algorithm: consistent-hash\\n    hash-key: cookie\\n    backends: | 9:15: hash-key: 'cookie' (expected: client-address, path, or a field such as header:X-User)",
                "backends: | algorithm: consistent-hash\\n    hash-key: 'header:'\\n    backends: | 9:15: hash-key: 'header:' (expected: client-address, path, or a field such as header:X-User)",
                "backends: | algorithm: consistent-hash\\n    hash-key: header:X User\\n    backends: | 9:15: hash-key: 'header:X User' (expected: client-address, path, or a field such as header:X-User)",
                "backends: | algorithm: consistent-hash\\n    hash-key: [path]\\n    backends: | 9:15: hash-key: a list (expected: one value)",
                "backends: | algorithm: ip-hash\\n    hash-key: path\\n    backends: | 9:15: hash-key: means nothing to ip-hash (expected: algorithm: consistent-hash, or no hash-key)",
                "backends: | hash-key: path\\n    backends: | 8:15: hash-key: means nothing to round-robin (expected: algorithm: consistent-hash, or no hash-key)",
                "backends: | drain: {grace: 30}\\n    backends: | 8:20: grace: '30' (expected: a time with its unit, such as 500ms, 30s, 5m or 1h)",
                "backends: | drain: {grace: 0s}\\n    backends: | 8:20: grace: 0 (expected: more than nothing)",
                "backends: | drain: {graze: 1s}\\n    backends: | 8:13: unknown key 'graze' (known here: grace, sessions; did you mean 'grace'?)",
                "backends: | retry: {budget: 120%}\\n    backends: | 8:21: budget: '120%' (expected: 0% to 100%)",
                "backends: | retry: {attempts: 2}\\n    backends: | 8:23: attempts: 2 (expected: 0 to 1)",
                "backends: | retry: {on: [rest]}\\n    backends: | 8:18: on: 'rest' (expected: connect-failure, reset, stale-connection; did you mean 'reset'?)",
                "backends: | retry: {on: [[reset]]}\\n    backends: | 8:18: on: a list (expected: a list of names)",
                "backends: | retry: {on: reset}\\n    backends: | 8:17: on: 'reset' (expected: a list)",
                "backends: | upstream: {reuse: save}\\n    backends: | 8:23: reuse: 'save' (expected: always, safe; did you mean 'safe'?)",
                "backends: | upstream: {max-connections: 0}\\n    backends: | 8:33: max-connections: 0 (expected: 1 to 1000000)",
                "backends: | skew: {limit: 1}\\n    backends: | 8:19: limit: 1.0 (expected: 1.1 to 1000.0)",
                "pools: | traffic: {warm-up: 61s}\\npools: | 6:20: warm-up: 61s (expected: 0s to 60s)",
                "pools: | traffic: {warm-up: 3}\\npools: | 6:20: warm-up: '3' (expected: a time with its unit, such as 500ms, 30s, 5m or 1h)",
                "backends: | skew: {limit: much}\\n    backends: | 8:19: limit: 'much' (expected: a number, such as 2.0)",
                "backends: | skew: {window: 50ms}\\n    backends: | 8:20: window: 50ms (expected: at least 100ms)",
                "backends: | limits: {max-inflight: 1}\\n    backends: | 8:14: unknown key 'max-inflight' (known here: max-in-flight, max-pending, queue, queue-timeout; did you mean 'max-in-flight'?)",
                "backends: | limits: {queue-timeout: 50}\\n    backends: | 8:29: queue-timeout: '50' (expected: a time with its unit, such as 500ms, 30s, 5m or 1h)",
                "backends: | retry: {attempts: x}\\n    backends: | 8:23: attempts: 'x' (expected: a whole number)",
                "backends: | health: {active: {expected-status: [200, 20]}}\\n    backends: | 8:46: expected-status: 20 (expected: statuses such as 200)",
                "- id: b1 | - id: b/1 | 9:13: id: 'b/1' (expected: letters, digits, '.', '_' or '-')",
                "- id: b1 | - weight: 0\\n        id: b1 | 9:17: weight: 0 (expected: 1 to 256)",
                "- id: b1 | - {id: b1, address: 127.0.0.1:1}\\n      - id: b1 | 9:7: backend 'b1' stands here twice (expected: once)",
                "- name: web\\n    bind | - name: admin\\n    bind | 2:11: name: 'admin' (expected: another one, the admin API has it)",
                "pools: | admin: {bind: 0.0.0.0:1}\\npools: | 6:15: bind: 0.0.0.0:1 (expected: a loopback address, or a token-file)",
                "pools: | pools: [] \\nx: | 6:8: pools: nothing (expected: at least one)",
            })
    void saysWhereWhatAndWhatWouldBeRight(String good, String bad, String error) {
        String yaml = SMALL.replace(good.replace("\\n", "\n"), bad.replace("\\n", "\n"));
        assertThat(yaml).isNotEqualTo(SMALL);
        assertThatThrownBy(() -> ConfigFile.parse("lb.yaml", yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessage("lb.yaml:" + error);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | lb.yaml:1:1: empty file (expected: listeners and pools)",
                "'{' | lb.yaml:1:2: not YAML: ",
                "'a: b: c' | lb.yaml:1:5: not YAML: ",
                "'[]' | lb.yaml:1:1: the file: a list (expected: keys with values)",
                "'{pools: [], pools: []}' | lb.yaml:1:13: key 'pools' stands here a second time (expected: once)",
            })
    void saysThatItIsNoConfiguration(String yaml, String error) {
        assertThatThrownBy(() -> ConfigFile.parse("lb.yaml", yaml))
                .isInstanceOf(ConfigException.class)
                .message()
                .startsWith(error)
                .doesNotContain("\n");
    }

    @Test
    void saysThatThereIsNoFile() {
        assertThatThrownBy(() -> ConfigFile.read(Path.of("/nowhere/lb.yaml")))
                .hasMessage("/nowhere/lb.yaml: no such file (expected: a YAML configuration)");
    }

    @ParameterizedTest
    @CsvSource({"16KiB, 16384", "1MiB, 1048576", "512B, 512", "2GiB, 2147483648"})
    void readsSizes(String text, long bytes) {
        assertThat(Quantity.bytes(text)).isEqualTo(bytes);
    }
}
