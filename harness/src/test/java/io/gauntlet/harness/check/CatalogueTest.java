package io.gauntlet.harness.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gauntlet.harness.settings.Profile;
import io.gauntlet.harness.settings.Settings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CatalogueTest {
    private final Catalogue catalogue = Catalogue.load();

    @Test
    void holdsEveryCheckInTheOrderOfSuites() {
        assertThat(catalogue.checks())
                .extracting(Check::id)
                .containsExactly(
                        "DIST-1",
                        "DIST-2",
                        "DIST-3",
                        "DIST-4",
                        "DIST-5",
                        "DIST-6",
                        "DIST-7",
                        "DIST-8",
                        "DIST-9",
                        "DIST-10",
                        "HEALTH-1",
                        "HEALTH-2",
                        "HEALTH-3",
                        "HEALTH-4",
                        "HEALTH-5",
                        "HEALTH-6",
                        "HEALTH-7",
                        "HEALTH-8",
                        "HEALTH-9",
                        "HEALTH-10",
                        "HEALTH-11",
                        "HEALTH-12",
                        "HEALTH-13",
                        "DRAIN-1",
                        "DRAIN-2",
                        "DRAIN-4",
                        "DRAIN-5",
                        "DRAIN-8",
                        "DRAIN-9",
                        "STICK-1",
                        "STICK-2",
                        "STICK-3",
                        "STICK-4",
                        "STICK-5",
                        "STICK-6",
                        "STICK-7",
                        "STICK-8",
                        "LOAD-1",
                        "LOAD-2",
                        "LOAD-3",
                        "LOAD-4",
                        "LOAD-5",
                        "LOAD-6",
                        "LOAD-9",
                        "LOAD-10",
                        "LOAD-11",
                        "NET-1",
                        "NET-2",
                        "NET-3",
                        "NET-4",
                        "NET-5",
                        "NET-6",
                        "NET-7",
                        "NET-8",
                        "NET-9",
                        "NET-10",
                        "NET-11",
                        "HTTP-4",
                        "HTTP-10",
                        "SEC-10",
                        "SEC-14",
                        "OPS-1");
    }

    @Test
    void selectsByIdAndBySuiteInAnyCase() {
        assertThat(catalogue.select(List.of("drain-1", "Operations")).checks())
                .extracting(Check::id)
                .containsExactly("DRAIN-1", "OPS-1");
    }

    @Test
    void refusesAnUnknownNameAndSaysWhatThereIs() {
        assertThatThrownBy(() -> catalogue.select(List.of("DRAIN-99")))
                .hasMessageContaining("DRAIN-99")
                .hasMessageContaining("DRAIN-1");
    }

    @ParameterizedTest
    @EnumSource
    void everyExperimentCanBePlannedInEveryProfile(Profile profile) {
        var base = TestingSettings.UNKNOWN;
        var settings = new Settings(base.load(), base.limits(), base.policy(), profile, base.backends());
        for (var check : catalogue.checks()) {
            assertThat(check.experiment(settings).workload().seconds())
                    .as(check.id())
                    .isPositive();
            assertThat(check.requirement()).isNotBlank().doesNotEndWith(".");
        }
    }
}
