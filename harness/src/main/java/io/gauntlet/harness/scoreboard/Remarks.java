package io.gauntlet.harness.scoreboard;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * What somebody found out about failures that stand: whose they are, and why.
 *
 * @param all as they stand in {@code remarks.yaml}
 */
public record Remarks(List<Remark> all) {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** Whose doing a failure is. */
    public enum Cause {
        /** It does so however it is configured. */
        product,
        /** It could be configured to do better, at a price that is named. */
        configuration,
        /** Chance, or a machine that is too small: it comes and goes. */
        machine
    }

    /** One failure that was looked into. */
    public record Remark(String target, String check, Cause cause, String text) {}

    public Remarks {
        all = List.copyOf(all);
    }

    /** Those that are built in. */
    public static Remarks builtIn() {
        try (var in = Remarks.class.getResourceAsStream("remarks.yaml")) {
            if (in == null) {
                throw new IllegalStateException("no resource remarks.yaml beside " + Remarks.class);
            }
            return new Remarks(List.of(YAML.readValue(in, Remark[].class)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one about this failure, if anybody looked. */
    public Optional<Remark> about(String target, String check) {
        return all.stream()
                .filter(remark ->
                        remark.target().equals(target) && remark.check().equals(check))
                .findFirst();
    }
}
