package io.gauntlet.harness.product.apache;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.harness.product.Member;
import io.gauntlet.harness.product.Pool;
import io.gauntlet.harness.product.Setup;
import io.gauntlet.harness.product.Version;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApacheTest {
    private static final Version DEBIANS = Version.of(2, 4, 71);

    private static Setup setup(Member... members) {
        return new Setup(new Pool(List.of(members)), Setup.TRAFFIC, Setup.HEALTH);
    }

    @Test
    void readsItsVersionAndNotTheTimeWhenItWasBuilt() {
        assertThat(Version.in("Server version: Apache/2.4.71 (Debian)\nServer built:   2026-11-12T08:58:41\n"))
                .contains(DEBIANS);
    }

    @Test
    void aStandbyIsTheSameAddressInOtherWords() {
        assertThat(Members.standby(new Member("b1", "127.0.0.1:80", 1))).contains("http://127.1:80");
        assertThat(Members.standby(new Member("b1", "10.1.2.3:80", 1))).contains("http://10.66051:80");
        assertThat(Members.standby(new Member("b1", "backend:80", 1))).isEmpty();
    }

    @Test
    void aDrainedMemberIsDrainedInTheFileAndSoIsItsStandby() {
        var members = new Members(setup(new Member("b1", "127.0.0.1:80", 1, true)));
        assertThat(members.checked()).contains("status=+N ");
        assertThat(members.standbys()).endsWith("status=+H+N");
    }

    @Test
    void weightsBeyondWhatItTakesKeepTheirProportion() {
        var heavy = new Member("b1", "127.0.0.1:80", 1000);
        var light = new Member("b2", "127.0.0.1:81", 250);
        var members = new Members(setup(heavy, light));
        assertThat(members.factor(heavy)).isEqualTo("100.00");
        assertThat(members.factor(light)).isEqualTo("25.00");
    }

    @Test
    void timeoutsAreWholeSecondsAndNeverShorterThanAskedFor() {
        assertThat(Members.seconds(Duration.ofSeconds(3))).isEqualTo(3);
        assertThat(Members.seconds(Duration.ofMillis(2500))).isEqualTo(3);
        assertThat(Members.seconds(Duration.ofMillis(1))).isEqualTo(1);
    }

    @Test
    void readsWhatTheManagerSaysOfItsWorkers() {
        var workers = Workers.in("""
                <httpd:nonce>n-1</httpd:nonce>
                <httpd:worker><httpd:name>http://127.0.0.1:80</httpd:name>
                <httpd:loadfactor>2.50</httpd:loadfactor><httpd:status>Init Drn </httpd:status></httpd:worker>
                """);
        assertThat(workers.nonce()).isEqualTo("n-1");
        assertThat(workers.draining("http://127.0.0.1:80")).isTrue();
        assertThat(workers.weighs("http://127.0.0.1:80", 2.5)).isTrue();
        assertThat(workers.has("http://127.0.0.1:81")).isFalse();
    }
}
