package io.gauntlet.harness.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.gauntlet.harness.check.Catalogue;
import io.gauntlet.harness.check.Check;
import java.lang.reflect.Modifier;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrows of the design: who may know whom. */
class ArchitectureTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.gauntlet");

    @ParameterizedTest
    @ValueSource(strings = {"lb", "backends", "faultproxy", "simulations"})
    void aPartKnowsNothingElseOfOurs(String part) {
        noClasses()
                .that()
                .resideInAPackage("io.gauntlet." + part + "..")
                .should()
                .dependOnClassesThat(
                        com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage("io.gauntlet..")
                                .and(com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage(
                                        "io.gauntlet." + part + "..")))
                .check(OURS);
    }

    @ParameterizedTest
    @CsvSource({
        "io.undertow.., io.gauntlet.backends..",
        "io.gatling.., io.gauntlet.simulations..",
        "eu.rekawek.toxiproxy.., io.gauntlet.harness.rig..|io.gauntlet.harness.faultserver..|io.gauntlet.faultproxy.junit..",
        "org.testcontainers.., io.gauntlet.harness.faultserver..|io.gauntlet.harness.product..",
        "picocli.., io.gauntlet.harness.cli..|io.gauntlet.lb..|io.gauntlet.backends..|io.gauntlet.faultproxy..|io.gauntlet.simulations..",
        // The simulations look at Gatling's own channels: there is no other way to tell a reset from a close.
        "io.netty.., io.gauntlet.lb..|io.gauntlet.faultproxy..|io.gauntlet.simulations.."
    })
    void aLibraryStaysWhereItBelongs(String library, String places) {
        noClasses()
                .that()
                .resideOutsideOfPackages(places.split("\\|"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(OURS);
    }

    @Test
    void ofTheBalancerTheHarnessUsesOnlyWhatAUserMay() {
        noClasses()
                .that()
                .resideInAPackage("io.gauntlet.harness..")
                .should()
                .dependOnClassesThat(com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(
                                "io.gauntlet.lb..")
                        .and(com.tngtech.archunit.base.DescribedPredicate.not(
                                com.tngtech.archunit.core.domain.JavaClass.Predicates.type(io.gauntlet.lb.Main.class))))
                .check(OURS);
    }

    @Test
    void judgesAreFreeOfClocksProcessesAndNetworks() {
        noClasses()
                .that()
                .resideInAnyPackage("io.gauntlet.harness.judge..", "io.gauntlet.harness.verdict..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.net..",
                        "java.nio..",
                        "java.io..",
                        "io.gauntlet.harness.rig..",
                        "io.gauntlet.harness.process..",
                        "io.gauntlet.harness.experiment..")
                .check(OURS);
        noClasses()
                .that()
                .implement(Check.class)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.net..",
                        "java.nio..",
                        "java.io..",
                        "io.gauntlet.harness.rig..",
                        "io.gauntlet.harness.process..",
                        "io.gauntlet.harness.run..")
                .check(OURS);
    }

    @Test
    void packagesOfTheHarnessHaveNoCycles() {
        slices().matching("io.gauntlet.harness.(*)..").should().beFreeOfCycles().check(OURS);
    }

    @Test
    void nobodyHidesBehindAVagueName() {
        classes()
                .that()
                .resideInAPackage("io.gauntlet..")
                .should()
                .haveNameNotMatching(".*(Utils?|Manager|Helper|Impl)$")
                .check(OURS);
    }

    @Test
    void everyCheckIsAFinalClassInItsSuite() {
        for (var check : Catalogue.load().checks()) {
            Assertions.assertThat(Modifier.isFinal(check.getClass().getModifiers()))
                    .as(check.id())
                    .isTrue();
        }
    }
}
