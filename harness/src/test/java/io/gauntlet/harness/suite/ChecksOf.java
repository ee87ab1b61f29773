package io.gauntlet.harness.suite;

import io.gauntlet.harness.check.Catalogue;
import io.gauntlet.harness.check.Check;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** Repeats a test for the id of every check of a suite. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ArgumentsSource(ChecksOf.Ids.class)
public @interface ChecksOf {
    /** The suite's name. */
    String value();

    /** Reads the ids from the catalogue. */
    final class Ids
            implements org.junit.jupiter.params.provider.ArgumentsProvider,
                    org.junit.jupiter.params.support.AnnotationConsumer<ChecksOf> {
        private String suite = "";

        @Override
        public void accept(ChecksOf annotation) {
            suite = annotation.value();
        }

        @Override
        public Stream<Arguments> provideArguments(
                ParameterDeclarations parameters, org.junit.jupiter.api.extension.ExtensionContext context) {
            return Catalogue.load().checks().stream()
                    .filter(check -> check.suite().equals(suite))
                    .map(Check::id)
                    .map(Arguments::of);
        }
    }
}
