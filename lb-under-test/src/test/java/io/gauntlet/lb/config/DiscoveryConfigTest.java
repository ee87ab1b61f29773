package io.gauntlet.lb.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gauntlet.lb.config.DiscoveryConfig.ConsulQuery;
import io.gauntlet.lb.config.DiscoveryConfig.ConsulRegistry;
import io.gauntlet.lb.config.DiscoveryConfig.DnsRegistry;
import io.gauntlet.lb.config.DiscoveryConfig.FileRegistry;
import io.gauntlet.lb.config.DiscoveryConfig.TimeToLive;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiscoveryConfigTest {
    private static PoolConfig pool(String discovery) {
        String yaml = """
                listeners: [{name: web, bind: 127.0.0.1:0, routes: [{pool: web}]}]
                pools:
                  - name: web
                    discovery: %s
                """.formatted(discovery);
        return ConfigFile.parse("lb.yaml", yaml).pools().get(0);
    }

    private static DiscoveryConfig read(String discovery) {
        return pool(discovery).discovery().orElseThrow();
    }

    @Test
    void readsEveryKey() {
        assertThat(read("{initial-timeout: 3s, max-backends: 7, file: {path: b.yaml, interval: 20ms}}"))
                .isEqualTo(new DiscoveryConfig(
                        new FileRegistry(Path.of("b.yaml"), Duration.ofMillis(20)), Duration.ofSeconds(3), 7));
        assertThat(
                        read("{dns: {name: web.internal, port: 80, server: '127.0.0.1:53', timeout: 1s, min-ttl: 2s, max-ttl: 3s}}")
                                .registry())
                .isEqualTo(new DnsRegistry(
                        "web.internal",
                        Optional.of(80),
                        Optional.of(new Address("127.0.0.1", 53)),
                        Duration.ofSeconds(1),
                        new TimeToLive(Duration.ofSeconds(2), Duration.ofSeconds(3))));
        assertThat(
                        read("{consul: {url: 'https://c:8501', service: web, tag: v2, datacenter: dc1, token-file: t, wait: 1m}}")
                                .registry())
                .isEqualTo(new ConsulRegistry(
                        URI.create("https://c:8501"),
                        new ConsulQuery("web", Optional.of("v2"), Optional.of("dc1")),
                        Optional.of(Path.of("t")),
                        Duration.ofMinutes(1)));
    }

    @Test
    void hasDefaults() {
        assertThat(pool("{file: {path: b.yaml}}").backends()).isEmpty();
        assertThat(read("{file: {path: b.yaml}}"))
                .isEqualTo(new DiscoveryConfig(
                        new FileRegistry(Path.of("b.yaml"), Duration.ofSeconds(1)), Duration.ofSeconds(10), 20_000));
        assertThat(read("{dns: {name: _http._tcp.web.internal}}").registry())
                .isEqualTo(new DnsRegistry(
                        "_http._tcp.web.internal",
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofSeconds(2),
                        new TimeToLive(Duration.ofSeconds(1), Duration.ofMinutes(5))));
        assertThat(read("{consul: {service: web}}").registry())
                .isEqualTo(new ConsulRegistry(
                        URI.create("http://127.0.0.1:8500"),
                        new ConsulQuery("web", Optional.empty(), Optional.empty()),
                        Optional.empty(),
                        Duration.ofSeconds(30)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | 4:16: discovery: nothing to ask (expected: file, dns or consul)",
                "{consl: {service: web}} | 4:17: unknown key 'consl' (known here: consul, dns, file, initial-timeout, max-backends; did you mean 'consul'?)",
                "{file: {path: b}, dns: {name: a, port: 1}} | 4:39: discovery: file and dns (expected: one of them)",
                "{file: {pth: b}} | 4:24: unknown key 'pth' (did you mean 'path'?)",
                "{file: {path: ''}} | 4:30: path: nothing (expected: a file)",
                "{file: {path: b, interval: 1}} | 4:43: interval: '1' (expected: a time with its unit, such as 500ms, 30s, 5m or 1h)",
                "{dns: {name: a}} | 4:22: 'port' is missing",
                "{dns: {name: a, port: 0}} | 4:38: port: 0 (expected: 1 to 65535)",
                "{dns: {name: _a._tcp.b, port: 1}} | 4:46: port: 1 (expected: none, the SRV records tell it)",
                "{dns: {name: a b, port: 1}} | 4:29: name: 'a b' (expected: a domain name such as web.internal)",
                "{dns: {name: a, port: 1, sever: '127.0.0.1:53'}} | 4:41: unknown key 'sever' (known here: max-ttl, min-ttl, name, port, server, timeout; did you mean 'server'?)",
                "{dns: {name: a, port: 1, server: 'no.such.invalid:53'}} | 4:49: server: no such host no.such.invalid (expected: an IP address)",
                "{dns: {name: a, port: 1, min-ttl: 2m, max-ttl: 1m}} | 4:63: max-ttl: less than min-ttl (expected: at least as much)",
                "{consul: {}} | 4:25: 'service' is missing",
                "{consul: {service: web, wait: 11m}} | 4:46: wait: too long (expected: at most 10m)",
                "{consul: {service: web, url: 'http://me:secret@c'}} | 4:45: url: not one that can be used (expected: such as http://127.0.0.1:8500, without a user or a query; a token-file holds the secret)",
                "{consul: {service: web, url: 'ftp://c'}} | 4:45: url: not one that can be used (expected: such as http://127.0.0.1:8500, without a user or a query; a token-file holds the secret)",
                "{consul: {service: web, token: abc}} | 4:40: unknown key 'token' (known here: datacenter, service, tag, token-file, url, wait)",
                "{max-backends: 0, file: {path: b}} | 4:31: max-backends: 0 (expected: 1 to 100000)",
                "[] | 4:16: discovery: a list (expected: keys with values)",
            })
    void saysWhereWhatAndWhatWouldBeRight(String discovery, String error) {
        assertThatThrownBy(() -> pool(discovery))
                .isInstanceOf(ConfigException.class)
                .hasMessage("lb.yaml:" + error);
    }
}
