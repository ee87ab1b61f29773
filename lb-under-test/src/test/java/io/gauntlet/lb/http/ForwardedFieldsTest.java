package io.gauntlet.lb.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardedFieldsTest {
    private static final Hop HOP = new Hop("10.0.0.1", "http", 8080);

    private static HttpHeaders claims() {
        return new DefaultHttpHeaders()
                .set("Host", "shop:80")
                .set("X-Forwarded-For", "6.6.6.6")
                .set("X-Forwarded-Proto", "https")
                .set("X-Forwarded-Host", "outside")
                .set("X-Real-IP", "6.6.6.6")
                .set("Forwarded", "for=6.6.6.6")
                .set("Via", "1.1 other");
    }

    @Test
    void replacesWhatNobodyIsTrustedToSay() {
        HttpHeaders fields = claims();
        ForwardedFields.write(fields, HOP, ForwardedFields.Version.HTTP_1_1, false);
        assertThat(fields.getAll("X-Forwarded-For")).containsExactly("10.0.0.1");
        assertThat(fields.get("X-Forwarded-Proto")).isEqualTo("http");
        assertThat(fields.get("X-Forwarded-Host")).isEqualTo("shop:80");
        assertThat(fields.get("X-Forwarded-Port")).isEqualTo("8080");
        assertThat(fields.get("Forwarded")).isEqualTo("for=10.0.0.1;host=\"shop:80\";proto=http");
        assertThat(fields.contains("X-Real-IP")).isFalse();
        // It is no claim about the client, but the trace that shows a loop (RFC 9110 section 7.6.3).
        assertThat(fields.get("Via")).isEqualTo("1.1 other, 1.1 gauntlet-lb");
    }

    @Test
    void addsToWhatATrustedProxySays() {
        HttpHeaders fields = claims();
        ForwardedFields.write(fields, new Hop("::1", "http", 80), ForwardedFields.Version.HTTP_2, true);
        assertThat(fields.get("X-Forwarded-For")).isEqualTo("6.6.6.6, ::1");
        assertThat(fields.get("X-Forwarded-Proto")).isEqualTo("https");
        assertThat(fields.get("X-Forwarded-Host")).isEqualTo("outside");
        assertThat(fields.get("Forwarded")).isEqualTo("for=6.6.6.6, for=\"[::1]\";host=\"shop:80\";proto=http");
        assertThat(fields.get("Via")).isEqualTo("1.1 other, 2 gauntlet-lb");
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 6.6.6.6, 192.0.2.1",
        "10.0.0.1, 6.6.6.6, 6.6.6.6",
        "10.0.0.1, '1.1.1.1, 6.6.6.6, 10.0.0.2', 6.6.6.6",
        "10.0.0.1, '10.0.0.3, 10.0.0.2', 10.0.0.3",
        "10.0.0.1, 'nonsense, 10.0.0.2', 10.0.0.2",
        "10.0.0.1, '', 10.0.0.1",
        "fd00::1, 2001:db8::7, 2001:db8:0:0:0:0:0:7",
    })
    void believesTheLastAddressThatNoTrustedProxyAnswersFor(String peer, String way, String client) {
        TrustedProxies trusted = TrustedProxies.of(List.of("10.0.0.0/8", "fd00::/8"));
        HttpHeaders fields = new DefaultHttpHeaders();
        if (!way.isEmpty()) {
            fields.add("X-Forwarded-For", way);
        }
        var from = TrustedProxies.Origin.of(NetUtil.createInetAddressFromIpAddressString(peer));
        assertThat(trusted.origin(fields, from).text()).isEqualTo(client);
    }

    @Test
    void trustsNobodyUnlessToldTo() {
        var peer = TrustedProxies.Origin.of(NetUtil.createInetAddressFromIpAddressString("127.0.0.1"));
        HttpHeaders fields = new DefaultHttpHeaders().set("X-Forwarded-For", "6.6.6.6");
        assertThat(TrustedProxies.of(List.of()).origin(fields, peer)).isEqualTo(peer);
    }
}
