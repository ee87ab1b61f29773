package io.gauntlet.simulations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands as a user types them. */
final class MainTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return Main.run(new PrintStream(printed, true, UTF_8), arguments);
    }

    @Test
    void namedSimulationLeavesReportAndLedgerAndASummary() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("X-Backend", "b1");
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort();
            int status = run(
                    "simulation",
                    "sticky",
                    "--base-url",
                    url,
                    "--rps",
                    "10",
                    "--duration",
                    "3",
                    "--results",
                    "" + folder);

            assertThat(status).isZero();
            assertThat(printed.toString(UTF_8))
                    .contains("sticky: 30 requests to " + url + ", 0 failed")
                    .contains("{answered=30}")
                    .contains("{b1=30}");
            assertThat(folder.resolve("gatling").resolve("sticky").resolve("index.html"))
                    .exists();
            assertThat(Files.readAllLines(folder.resolve("requests.csv"))).hasSize(31);
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "simulation nosuch --base-url http://localhost:1",
        "simulation steady",
        "simulation steady --base-url nonsense",
        "simulation steady --url http://localhost:1 --url http://localhost:1",
        "simulation steady --url http://localhost:1 --url https://localhost:2",
        "simulation steady --url http://localhost:1 --backend-header a:b",
        "simulation steady --base-url http://localhost:1 --rps -1",
        "simulation steady --base-url http://localhost:1 --duration 0",
        "inject --nonsense",
        "nonsense"
    })
    void wrongUsageIsStatusTwo(String line) {
        assertThat(run(line.split(" "))).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"--help,simulation", "simulation --help,ramp150", "inject --help,--exit-on-eof", "--version,0.1.0"})
    void helpIsEverywhere(String line, String expected) {
        assertThat(run(line.split(" "))).isZero();
        assertThat(printed.toString(UTF_8)).contains(expected);
    }
}
