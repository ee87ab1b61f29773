package io.gauntlet.lb.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gauntlet.lb.config.AffinityConfig.ClientAddress;
import io.gauntlet.lb.config.AffinityConfig.SessionName;
import io.gauntlet.lb.config.AffinityConfig.Source;
import io.gauntlet.lb.config.AffinityConfig.Table;
import io.gauntlet.lb.config.CookieConfig.Attributes;
import io.gauntlet.lb.config.CookieConfig.SameSite;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sections that say how sessions are kept together, and for how long. */
class AffinityConfigTest {
    private static PoolPolicy policy(String affinity, String drain) {
        String yaml = """
                listeners: [{name: web, bind: 127.0.0.1:0, routes: [{pool: web}]}]
                pools:
                  - name: web
                    affinity: %s
                    drain: %s
                    backends: [{id: b1, address: 127.0.0.1:9001}]
                """.formatted(affinity, drain);
        return ConfigFile.parse("lb.yaml", yaml).pools().get(0).policy();
    }

    private static AffinityConfig read(String affinity) {
        return policy(affinity, "{}").affinity().orElseThrow();
    }

    @Test
    void readsEachKindAndItsDefaults() {
        assertThat(read("{cookie: {}}"))
                .isEqualTo(new CookieConfig("SERVERID", Duration.ofHours(1), Optional.empty(), Attributes.DEFAULT));
        assertThat(read("{cookie: {path: /a, secure: true, same-site: strict}}"))
                .isEqualTo(new CookieConfig(
                        "SERVERID",
                        Duration.ofHours(1),
                        Optional.empty(),
                        new Attributes("/a", CookieConfig.Secure.ALWAYS, SameSite.STRICT)));
        assertThat(read("{client-address: {}}")).isEqualTo(new ClientAddress());
        assertThat(read("{header: {name: X-Session}}"))
                .isEqualTo(new Table(new SessionName(Source.HEADER, "X-Session"), Duration.ofHours(1), 100_000));
        assertThat(read("{app-cookie: {name: JSESSIONID, ttl: 5m, max-entries: 7}}"))
                .isEqualTo(new Table(new SessionName(Source.APP_COOKIE, "JSESSIONID"), Duration.ofMinutes(5), 7));
    }

    @Test
    void knowsWhichKindsAreStored() {
        assertThat(policy("{header: {name: S}}", "{sessions: keep}").drain().sessions())
                .isEqualTo(DrainConfig.Sessions.KEEP);
        assertThat(policy("{client-address: {}}", "{sessions: move}").drain().sessions())
                .isEqualTo(DrainConfig.Sessions.MOVE);
        assertThat(policy("{header: {name: S}}", "{}").cookie()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | 4:15: affinity: nothing to go by (expected: cookie, client-address, header or app-cookie)",
                "{cooky: {}} | 4:16: unknown key 'cooky' (known here: app-cookie, client-address, cookie, header; did you mean 'cookie'?)",
                "{client-adress: {}} | 4:16: unknown key 'client-adress' (known here: app-cookie, client-address, cookie, header; did you mean 'client-address'?)",
                "{cookie: {}, header: {name: S}} | 4:36: affinity: cookie and header (expected: one of them)",
                "cookie | 4:15: affinity: 'cookie' (expected: keys with values)",
                "{client-address: on} | 4:32: client-address: 'on' (expected: keys with values)",
                "{client-address: {ttl: 1h}} | 4:33: unknown key 'ttl' (known here: )",
                "{cookie: {name: a b}} | 4:31: name: 'a b' (expected: letters, digits, '_' or '-')",
                "{cookie: {ttl: 500ms}} | 4:30: ttl: 500ms (expected: at least 1s)",
                "{cookie: {tll: 1h}} | 4:25: unknown key 'tll' (known here: key-file, name, path, same-site, secure, ttl; did you mean 'ttl'?)",
                "{cookie: {secure: yes}} | 4:33: secure: 'yes' (expected: false, on-tls, true)",
                "{cookie: {path: shop}} | 4:31: path: 'shop' (expected: to begin with '/', without spaces or ';')",
                "{cookie: {path: '/a; Domain=b'}} | 4:31: path: '/a; Domain=b' (expected: to begin with '/', without spaces or ';')",
                "{cookie: {same-site: lux}} | 4:36: same-site: 'lux' (expected: lax, none, strict; did you mean 'lax'?)",
                "{cookie: {same-site: none}} | 4:36: same-site: 'none' (expected: with secure: true, or browsers drop the cookie)",
                "{header: {}} | 4:24: 'name' is missing",
                "{header: {nam: X}} | 4:25: unknown key 'nam' (did you mean 'name'?)",
                "{header: {name: 'X S'}} | 4:31: name: 'X S' (expected: a field such as X-Session)",
                "{app-cookie: {name: 'a;b'}} | 4:35: name: 'a;b' (expected: a cookie such as JSESSIONID)",
                "{header: {name: X, ttl: 0s}} | 4:39: ttl: 0 (expected: more than nothing)",
                "{header: {name: X, ttl: 60}} | 4:39: ttl: '60' (expected: a time with its unit, such as 500ms, 30s, 5m or 1h)",
                "{header: {name: X, max-entries: 0}} | 4:47: max-entries: 0 (expected: 1 to 1000000)",
                "{header: {name: X, max-entry: 9}} | 4:34: unknown key 'max-entry' (known here: max-entries, name, ttl; did you mean 'max-entries'?)",
            })
    void saysWhereWhatAndWhatWouldBeRight(String affinity, String error) {
        assertThatThrownBy(() -> read(affinity))
                .isInstanceOf(ConfigException.class)
                .hasMessage("lb.yaml:" + error);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{client-address: {}} | {sessions: keep} | 5:23: sessions: nothing to keep (expected: affinity by cookie, header or app-cookie, or sessions: move)",
                "{cookie: {}} | {sessions: kept} | 5:23: sessions: 'kept' (expected: keep, move; did you mean 'keep'?)",
                "{cookie: {}} | {session: keep} | 5:13: unknown key 'session' (known here: grace, sessions; did you mean 'sessions'?)",
            })
    void keepsOnlyWhatThereIsToKeep(String affinity, String drain, String error) {
        assertThatThrownBy(() -> policy(affinity, drain))
                .isInstanceOf(ConfigException.class)
                .hasMessage("lb.yaml:" + error);
    }
}
