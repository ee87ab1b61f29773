package io.gauntlet.faultproxy.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {

    @Test
    void readsNamesAndLiterals() {
        assertThat(Endpoint.parse("localhost:80")).isEqualTo(new Endpoint("localhost", 80));
        assertThat(Endpoint.parse("[::1]:80")).isEqualTo(new Endpoint("::1", 80));
        assertThat(Endpoint.parse(":80")).isEqualTo(new Endpoint("", 80));
        assertThat(Endpoint.parse("")).isEqualTo(new Endpoint("", 0));
    }

    @ParameterizedTest
    @CsvSource({
        "nosuch, address nosuch: missing port in address",
        "[::1], address [::1]: missing port in address",
        "1:2:3, address 1:2:3: too many colons in address",
        "a:99999, address 99999: invalid port",
        "a:99999999999, address 99999999999: invalid port",
        "a:http, lookup tcp/http: unknown port"
    })
    void complainsAsGoDoes(String text, String complaint) {
        assertThatThrownBy(() -> Endpoint.parse(text))
                .isInstanceOf(ListenException.class)
                .hasMessage(complaint);
    }

    @Test
    void looksUpNamesOnly() {
        assertThat(Endpoint.parse("127.0.0.1:80").literal()).isNotNull();
        assertThat(Endpoint.parse("localhost:80").literal()).isNull();
        assertThatThrownBy(() -> Endpoint.parse("no-such-host.invalid:80").resolve())
                .hasMessage("lookup no-such-host.invalid: no such host");
    }

    @Test
    void writesAddressesAsGoDoes() {
        assertThat(Endpoint.text(Endpoint.parse("127.0.0.1:80").resolve())).isEqualTo("127.0.0.1:80");
        assertThat(Endpoint.text(Endpoint.parse("[::1]:80").resolve())).isEqualTo("[::1]:80");
        assertThat(Endpoint.text(new InetSocketAddress(80))).isEqualTo("[::]:80");
    }
}
