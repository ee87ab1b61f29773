package io.gauntlet.harness.scoreboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gauntlet.harness.check.Catalogue;
import io.gauntlet.harness.product.BadConfig;
import io.gauntlet.harness.product.Product;
import io.gauntlet.harness.product.Products;
import io.gauntlet.harness.verdict.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreboardTest {
    private static final String NASTY = "a | b <script>alert(1)</script> *c*";

    @TempDir
    Path folder;

    private static Cell cell(Status status, String reason) {
        return new Cell(status, status == Status.FAIL ? "12 requests" : "", "", reason);
    }

    private static Column column(String target, Status dist, Status drain, String reason) {
        Map<String, Cell> cells = new LinkedHashMap<>();
        cells.put("DIST-1", cell(dist, "even"));
        cells.put("DRAIN-1", cell(drain, reason));
        return new Column(
                "run-" + target,
                new Column.Tested(target, target + " 1.2.3", Duration.ofSeconds(61)),
                "./gauntlet run --lb " + target,
                cells,
                List.of(new Column.ConfigFile(target + ".cfg", "listen <here>")));
    }

    private static Scoreboard board(Status drain) {
        var remark = new Remarks.Remark("two", "DRAIN-1", Remarks.Cause.product, "it cuts");
        return new Scoreboard(
                List.of(
                        column("one", Status.PASS, Status.SKIPPED, "needs a drain"),
                        column("two", Status.PASS, drain, NASTY),
                        column("three", Status.INCONCLUSIVE, Status.PASS, "fine")),
                List.of(),
                new Remarks(List.of(remark)),
                "./gauntlet scoreboard");
    }

    @Test
    void takesTwoRunsOfOneBalancerForOneColumn() {
        var first = column("one", Status.FAIL, Status.INCONCLUSIVE, "too little");
        var again = new Column(
                "run-again",
                new Column.Tested("one", "one 1.2.4", Duration.ofSeconds(9)),
                "./gauntlet run DRAIN-1 DIST-2",
                Map.of("DRAIN-1", cell(Status.PASS, "fine"), "DIST-2", cell(Status.PASS, "by weight")),
                List.of());
        var both = first.with(again);
        assertThat(both.cells().keySet()).containsExactly("DIST-1", "DIST-2", "DRAIN-1");
        assertThat(both.cells().values())
                .extracting(Cell::status)
                .containsExactly(Status.FAIL, Status.PASS, Status.PASS);
        assertThat(both.tested()).isEqualTo(new Column.Tested("one", "one 1.2.4", Duration.ofSeconds(70)));
        assertThat(both.run()).isEqualTo("run-one, run-again");
        assertThat(both.command()).isEqualTo("./gauntlet run --lb one\n./gauntlet run DRAIN-1 DIST-2");
    }

    @Test
    void readsTheColumnsOfAnEarlierBoard() throws IOException {
        board(Status.FAIL).write(folder);
        var again = Scoreboard.read(List.of(folder.resolve("scoreboard.json")));
        assertThat(again).extracting(Column::target).containsExactly("one", "two", "three");
        assertThat(again.get(1).cells())
                .isEqualTo(board(Status.FAIL).columns().get(1).cells());
        assertThat(again.get(1).tested())
                .isEqualTo(board(Status.FAIL).columns().get(1).tested());
        assertThat(again.get(1).command()).isEqualTo("./gauntlet run --lb two");
    }

    @Test
    void saysThatAFileIsNoBoard() throws IOException {
        var file = Files.writeString(folder.resolve("other.json"), "{}");
        assertThatThrownBy(() -> Scoreboard.read(List.of(file)))
                .hasMessageContaining("other.json: no balancers (expected: the scoreboard.json of an earlier board)");
    }

    @Test
    void setsVerdictsSideBySideInTheCataloguesOrder() {
        var rows = board(Status.FAIL).rows();
        assertThat(rows).extracting(Scoreboard.Row::check).containsExactly("DIST-1", "DRAIN-1");
        assertThat(rows.get(1).cells())
                .extracting(c -> c.orElseThrow().status())
                .containsExactly(Status.SKIPPED, Status.FAIL, Status.PASS);
    }

    @Test
    void showsEachFailureWithWhoseDoingItIs() throws IOException {
        board(Status.FAIL).write(folder);
        assertThat(Files.readString(folder.resolve("scoreboard.md")))
                .contains("| one 1.2.3 | two 1.2.3 | three 1.2.3 |")
                .contains("| DRAIN-1 |")
                .contains("| – | **FAIL** (12 requests) | pass |")
                .contains("product: it cuts")
                .contains("| three | DIST-1 | INCONCLUSIVE |")
                .contains("nobody has looked into it yet")
                .contains("| one | DRAIN-1 | needs a drain |")
                .contains("listen <here>")
                .doesNotContain("<script>");
        assertThat(Files.readString(folder.resolve("scoreboard.html")))
                .contains("&lt;script&gt;")
                .contains("listen &lt;here&gt;")
                .contains("product: it cuts")
                .doesNotContain("<script>");
    }

    @Test
    void saysWhichVerdictsAreOthersThanBefore() throws IOException {
        board(Status.PASS).write(folder);
        var earlier = folder.resolve("scoreboard.json");
        assertThat(board(Status.PASS).changesSince(earlier)).isEmpty();
        assertThat(board(Status.FAIL).changesSince(earlier))
                .singleElement()
                .asString()
                .startsWith("two DRAIN-1: FAIL, and before PASS");
    }

    @Test
    void remarksAreAboutBalancersAndChecksThatThereAre() {
        var checks = Catalogue.load().checks().stream().map(check -> check.id()).toList();
        var balancers = Products.all().stream().map(Product::name).toList();
        assertThat(Remarks.builtIn().all()).allSatisfy(remark -> {
            assertThat(checks).contains(remark.check());
            assertThat(balancers).contains(remark.target());
            assertThat(remark.text()).isNotBlank();
        });
    }

    @Test
    void everyProductHasABadConfigurationThatNamesChecks() {
        var configs = BadConfig.all();
        var checks = Catalogue.load().checks().stream().map(check -> check.id()).toList();
        assertThat(configs)
                .extracting(BadConfig::product)
                .containsAll(Products.all().stream().map(Product::name).toList());
        assertThat(configs).allSatisfy(config -> assertThat(checks).containsAll(config.fails()));
    }

    @Test
    void remembersWhatBecameOfMistakes() throws IOException {
        var config = BadConfig.all().get(0);
        var mistake = new Mistake(config, config.fails().get(0), cell(Status.FAIL, "noticed"));
        new Scoreboard(List.of(), List.of(mistake), new Remarks(List.of()), "").write(folder);
        assertThat(Scoreboard.mistakesOf(folder.resolve("scoreboard.json")))
                .singleElement()
                .satisfies(read -> {
                    assertThat(read.config()).isEqualTo(config);
                    assertThat(read.check()).isEqualTo(mistake.check());
                    assertThat(read.noticed()).isTrue();
                });
        assertThat(Files.readString(folder.resolve("scoreboard.md"))).contains(config.product() + " | ");
    }
}
