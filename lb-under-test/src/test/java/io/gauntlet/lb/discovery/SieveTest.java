package io.gauntlet.lb.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.pool.Candidate;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of entries that are wrong. */
class SieveTest {
    private final Map<String, List<InetAddress>> names = new HashMap<>();
    private final Sieve sieve = new Sieve(new Lookup(host -> names.getOrDefault(host, List.of())));

    SieveTest() throws UnknownHostException {
        names.put("a", List.of(InetAddress.getByName("10.0.0.1")));
        names.put("b", List.of(InetAddress.getByName("10.0.0.2"), InetAddress.getByName("10.0.0.3")));
        names.put("any", List.of(InetAddress.getByName("0.0.0.0")));
        names.put("many", List.of(InetAddress.getByName("224.0.0.1")));
    }

    private static Answer.Entry entry(String id, String host, int port, int weight) {
        return new Answer.Entry(id, host, port, weight);
    }

    private Sieve.Sifted sift(Answer.Entry... entries) throws InterruptedException {
        return sieve.sift(new Answer(Arrays.asList(entries), List.of(), Duration.ZERO));
    }

    private static List<Integer> weights(Sieve.Sifted sifted) {
        return sifted.candidates().stream().map(Candidate::weight).toList();
    }

    @Test
    void keepsTheGoodAndSaysWhatIsWrongWithTheOthers() throws InterruptedException {
        Sieve.Sifted sifted = sift(
                entry("good", "a", 80, 1),
                entry("no-port", "a", 0, 1),
                entry("negative", "a", -1, 1),
                entry("great", "a", 65_536, 1),
                entry("x y", "a", 80, 1),
                entry("nobody", "no.such", 80, 1),
                entry("nowhere", "", 80, 1),
                entry("any", "any", 80, 1),
                entry("many", "many", 80, 1));
        assertThat(sifted.candidates()).extracting(Candidate::id).containsExactly("good");
        assertThat(sifted.leftOut())
                .containsExactly(
                        "'no-port': port 0 (expected: 1 to 65535)",
                        "'negative': port -1 (expected: 0 to 65535)",
                        "'great': port 65536 (expected: 0 to 65535)",
                        "'x y': id: 'x y' (expected: letters, digits, '.', '_' or '-')",
                        "'nobody': no such host no.such",
                        "'nowhere': an empty host (expected: host:port)",
                        "'any': address any (expected: that of one host)",
                        "'many': address many (expected: that of one host)");
    }

    @Test
    void takesADuplicateOnceAndTheFirstOfTwoThatDiffer() throws InterruptedException {
        Sieve.Sifted sifted = sift(entry("x", "a", 80, 1), entry("x", "a", 80, 1), entry("x", "b", 80, 1));
        assertThat(sifted.candidates()).hasSize(1);
        assertThat(sifted.candidates().get(0).addresses()).hasSize(1);
        assertThat(sifted.leftOut()).containsExactly("'x': stands there twice, and differs (expected: once)");
    }

    @Test
    void keepsAllAddressesOfAName() throws InterruptedException {
        assertThat(sift(entry("x", "b", 80, 1)).candidates().get(0).addresses()).hasSize(2);
    }

    @Test
    void remembersTheAddressesOfANameThatIsNotKnownNow() throws InterruptedException {
        List<Candidate> before = sift(entry("x", "a", 80, 1)).candidates();
        names.remove("a");
        assertThat(sift(entry("x", "a", 80, 1)).candidates()).isEqualTo(before);
        assertThat(sift(entry("x", "a", 80, 1)).candidates()).isEqualTo(before);
        assertThat(sift(entry("y", "b", 80, 1)).candidates()).hasSize(1);
        assertThat(sift(entry("x", "a", 80, 1)).candidates()).isEmpty();
    }

    @Test
    void scalesWeightsDownThatAreTooGreat() throws InterruptedException {
        assertThat(weights(sift(entry("x", "a", 80, 256), entry("y", "b", 80, 0))))
                .containsExactly(256, 1);
        assertThat(weights(sift(entry("x", "a", 80, 65_535), entry("y", "b", 80, 32_768), entry("z", "b", 81, 1))))
                .containsExactly(256, 128, 1);
        assertThat(weights(sift(entry("x", "a", 80, 0), entry("y", "b", 80, 0))))
                .containsExactly(1, 1);
    }

    @Test
    void makesIdsThatCanStandAnywhere() {
        assertThat(Ids.of("node-1.web_2")).isEqualTo("node-1.web_2");
        assertThat(Ids.of("node/web:1")).matches("node_web_1-[0-9a-f]{8}");
        assertThat(Ids.of("node/web:1")).isNotEqualTo(Ids.of("node:web/1"));
        assertThat(Ids.of("x".repeat(10_000))).hasSizeLessThan(140);
        assertThat(Ids.ofAddress("10.0.0.1", 80)).isEqualTo("10.0.0.1-80");
    }

    @Test
    void keepsLogLinesToOneLine() {
        assertThat(OneLine.of("a\nb\u001b[31m")).isEqualTo("a?b?[31m");
        assertThat(OneLine.of("x".repeat(1_000_000))).hasSizeLessThan(400);
    }
}
