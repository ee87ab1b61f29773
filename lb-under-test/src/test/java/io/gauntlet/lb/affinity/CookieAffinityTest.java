package io.gauntlet.lb.affinity;

import static io.gauntlet.lb.affinity.TestingVisits.backend;
import static io.gauntlet.lb.affinity.TestingVisits.bound;
import static io.gauntlet.lb.affinity.TestingVisits.visitor;
import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.affinity.Affinity.Bond;
import io.gauntlet.lb.config.CookieConfig;
import io.gauntlet.lb.config.CookieConfig.Attributes;
import io.gauntlet.lb.config.CookieConfig.SameSite;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a cookie says, and what is not believed of it. */
class CookieAffinityTest {
    private static final String KEY = key(1);
    private static final String OLD = key(2);

    @TempDir
    private Path directory;

    private final Pool pool = TestingVisits.pool(3);
    private Instant now = Instant.parse("2026-01-31T12:00:00Z");
    private final InstantSource time = () -> now;
    private final Clock clock = time.withZone(ZoneOffset.UTC);

    private static String key(int seed) {
        byte[] secret = new byte[32];
        new SplittableRandom(seed).nextBytes(secret);
        return Base64.getEncoder().encodeToString(secret);
    }

    private Affinity affinity(String... keys) throws IOException {
        return affinity(Attributes.DEFAULT, keys);
    }

    private Affinity affinity(Attributes attributes, String... keys) throws IOException {
        Path file = Files.writeString(directory.resolve("key"), String.join("\n", keys));
        var config = new CookieConfig("S", Duration.ofMinutes(10), Optional.of(file), attributes);
        return new CookieAffinity(config, "web", SessionKey.fromFile(file), clock);
    }

    private static String cookie(Affinity affinity, Backend backend) {
        return String.valueOf(affinity.cookieFor(backend, null)).split(";", 2)[0];
    }

    private @Nullable Bond read(Affinity affinity, String cookie) {
        return affinity.read(visitor("Cookie", "a=1; " + cookie + "; b=2"), pool.snapshot());
    }

    @Test
    void leadsBackToTheBackendThatItNames() throws IOException {
        Affinity affinity = affinity(KEY);
        for (int i = 0; i < 3; i++) {
            assertThat(read(affinity, cookie(affinity, backend(pool, i)))).isEqualTo(new Bond(backend(pool, i), false));
        }
    }

    @Test
    void isRenewedAtHalfTimeAndWorthNothingAtItsEnd() throws IOException {
        Affinity affinity = affinity(KEY);
        Backend one = backend(pool, 0);
        String cookie = cookie(affinity, one);
        now = now.plus(Duration.ofSeconds(299));
        assertThat(read(affinity, cookie)).isEqualTo(new Bond(one, false));
        now = now.plus(Duration.ofSeconds(1));
        assertThat(read(affinity, cookie)).isEqualTo(new Bond(one, true));
        assertThat(affinity.cookieFor(one, new Bond(one, true))).isNotNull();
        now = now.plus(Duration.ofMinutes(5));
        assertThat(read(affinity, cookie)).isNull();
    }

    @Test
    void believesAnOldKeyAndRenewsWhatItSigned() throws IOException {
        Affinity before = affinity(OLD);
        Backend two = backend(pool, 1);
        String cookie = cookie(before, two);
        Affinity after = affinity("# the new one", KEY, "", "# until February", OLD, "");
        Bond bond = read(after, cookie);
        assertThat(bond).isEqualTo(new Bond(two, true));
        String renewed = String.valueOf(after.cookieFor(two, bond)).split(";", 2)[0];
        assertThat(read(after, renewed)).isEqualTo(new Bond(two, false));
        // By the new key alone.
        assertThat(read(affinity(KEY), renewed)).isEqualTo(new Bond(two, false));
        assertThat(read(affinity(KEY), cookie)).isNull();
    }

    @Test
    void meansNothingToAnotherPool() throws IOException {
        Path file = Files.writeString(directory.resolve("key"), KEY);
        var config = new CookieConfig("S", Duration.ofMinutes(10), Optional.of(file), Attributes.DEFAULT);
        var other = new CookieAffinity(config, "other", SessionKey.fromFile(file), clock);
        assertThat(read(affinity(KEY), cookie(other, backend(pool, 0)))).isNull();
    }

    @Test
    void isNotBelievedWhenOneBitIsAnother() throws IOException {
        Affinity affinity = affinity(KEY, OLD);
        String value = cookie(affinity, backend(pool, 0)).substring(2);
        byte[] token = Base64.getUrlDecoder().decode(value);
        for (int bit = 0; bit < 8 * token.length; bit++) {
            byte[] forged = token.clone();
            forged[bit / 8] ^= (byte) (1 << (bit % 8));
            String cookie = "S=" + Base64.getUrlEncoder().withoutPadding().encodeToString(forged);
            assertThat(read(affinity, cookie)).as("bit %d", bit).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "b1", "b1:1", "%%%", "=", "\"\"", "ÿ", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void takesGarbageForNone(String value) throws IOException {
        assertThat(read(affinity(KEY), "S=" + value)).isNull();
    }

    @Test
    void takesAnythingLongForNone() throws IOException {
        assertThat(read(affinity(KEY), "S=" + "A".repeat(64 * 1024))).isNull();
        assertThat(read(affinity(KEY), "; ".repeat(32 * 1024))).isNull();
    }

    @Test
    void leadsNowhereWhenItsBackendIsOut() throws IOException {
        Affinity affinity = affinity(KEY);
        Backend one = backend(pool, 0);
        String cookie = cookie(affinity, one);
        pool.drain(one);
        assertThat(read(affinity, cookie)).isNull();
        pool.undrain(one);
        pool.drainKeepingSessions(one);
        assertThat(bound(affinity, visitor("Cookie", cookie), pool)).isSameAs(one);
        pool.moveSessions(one);
        assertThat(read(affinity, cookie)).isNull();
    }

    @Test
    void staysWithWhoeverTookItOver() throws IOException {
        Affinity affinity = affinity(KEY);
        Backend one = backend(pool, 0);
        Backend two = backend(pool, 1);
        Bond bond = read(affinity, cookie(affinity, one));
        // The first one failed, another answered.
        String moved = String.valueOf(affinity.cookieFor(two, bond)).split(";", 2)[0];
        assertThat(read(affinity, moved)).isEqualTo(new Bond(two, false));
    }

    @Test
    void hasTheAttributesThatWereAskedFor() throws IOException {
        assertThat(affinity(KEY).cookieFor(backend(pool, 0), null))
                .endsWith("; Path=/; Max-Age=600; HttpOnly; SameSite=Lax");
        assertThat(affinity(new Attributes("/shop", CookieConfig.Secure.ALWAYS, SameSite.STRICT), KEY)
                        .cookieFor(backend(pool, 0), null))
                .endsWith("; Path=/shop; Max-Age=600; Secure; HttpOnly; SameSite=Strict");
        assertThat(affinity(new Attributes("/", CookieConfig.Secure.ALWAYS, SameSite.NONE), KEY)
                        .cookieFor(backend(pool, 0), null))
                .endsWith("; Path=/; Max-Age=600; Secure; HttpOnly; SameSite=None");
    }
}
