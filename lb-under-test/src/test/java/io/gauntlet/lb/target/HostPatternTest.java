package io.gauntlet.lb.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPatternTest {
    private static boolean matches(String pattern, String host) {
        int end = HostName.end(host);
        assertThat(end).as(host).isPositive();
        return HostPattern.of(pattern).matches(host, end);
    }

    @ParameterizedTest
    @CsvSource({
        "shop.example, shop.example",
        "shop.example, SHOP.Example",
        "Shop.Example, shop.example",
        "shop.example, shop.example:8080",
        "shop.example, shop.example.",
        "shop.example, shop.example.:443",
        "shop.example, shop.example:",
        "*.shop.example, a.shop.example",
        "*.shop.example, A.b.SHOP.example:80",
        "*.shop.example, a.shop.example.",
        "127.0.0.1, 127.0.0.1:9000",
        "[::1], [::1]:80",
        "[2001:DB8::1], [2001:db8::1]"
    })
    void means(String pattern, String host) {
        assertThat(matches(pattern, host)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "shop.example, shop.example.org",
        "shop.example, myshop.example",
        "shop.example, a.shop.example",
        "shop.example, shop.exampl",
        "*.shop.example, shop.example",
        "*.shop.example, myshop.example",
        "*.shop.example, .shop.example",
        "*.shop.example, a.shop.example.org",
        "[::1], [::2]"
    })
    void doesNotMean(String pattern, String host) {
        assertThat(matches(pattern, host)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:b", "a:80:90", ":80", "a b", "[::1", "[]", "[x]", "[::1]x", "a%62", "a;b", "ä"})
    void isNoHost(String host) {
        assertThat(HostName.end(host)).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "*.", "a.*.b", "*shop.example", "shop.example:80", "shop.example.", "ä.example"})
    void refusesWhatIsNoPattern(String text) {
        assertThatThrownBy(() -> HostPattern.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' (expected: a host such as shop.example or *.shop.example, without a port)");
    }
}
