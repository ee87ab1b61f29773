package io.gauntlet.harness.suite;

import static io.gauntlet.harness.suite.VerdictAssert.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gauntlet.harness.product.Order;
import io.gauntlet.harness.product.ProductTarget;
import io.gauntlet.harness.product.Products;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every product that is installed, as Gauntlet configures it, on one warm rig: a sample of what each is known to do well.
 * The whole catalogue against each of them is the scoreboard.
 */
class ProductsIT {
    private static final double RPS = 100;
    private static final List<SwitchingTarget> TARGETS = new ArrayList<>();
    private static TestingRun run;
    private static String current = "";

    @BeforeAll
    static void startRig() {
        run = new TestingRun(
                (folder, http) -> {
                    var target = new SwitchingTarget(folder, http);
                    TARGETS.add(target);
                    return target;
                },
                TestingRun.anywhere(),
                RPS);
    }

    @AfterAll
    static void takeRigDown() {
        run.close();
        TARGETS.clear();
        current = "";
    }

    @ParameterizedTest(name = "{0} passes {1}")
    @CsvSource({
        "haproxy, DIST-1",
        "haproxy, DRAIN-2",
        "haproxy, NET-3",
        "haproxy, OPS-1",
        "nginx, DIST-1",
        "nginx, DIST-9",
        "nginx, DRAIN-1",
        "nginx, NET-3",
        "apache, DIST-1",
        "apache, DRAIN-2",
        "caddy, DRAIN-2",
        "caddy, LOAD-11",
        "envoy, DRAIN-2",
        "envoy, NET-3",
        "traefik, DRAIN-2",
        "traefik, LOAD-11"
    })
    void aProductPasses(String name, String check) {
        var product = Products.named(name);
        assumeTrue(Products.present(product), () -> name + " is not installed");
        if (!name.equals(current)) {
            current = name;
            TARGETS.get(0)
                    .become((folder, http) -> new ProductTarget(
                            product,
                            Products.local(product, Optional.empty()),
                            Order.BUILT_IN,
                            folder.resolve("target-" + name),
                            http));
            run.retarget();
        }
        assertThat(run.check(check)).passed();
    }
}
