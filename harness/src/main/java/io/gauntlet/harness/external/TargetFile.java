package io.gauntlet.harness.external;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A user's description of a balancer, a YAML file; see {@code docs/external-targets.md}.
 *
 * @param listen where Gauntlet's backends listen, as they were written; empty for a balancer with backends of its own
 * @param names what the balancer calls its backends, in order; empty means b1, b2 and so on
 */
public record TargetFile(Description description, Hooks hooks, List<String> listen, List<String> names) {
    private static final long MOST_BYTES = 1 << 20;

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** A file that says something wrong; the message says what, where, and what would be right. */
    public static final class InvalidException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        InvalidException(String message) {
            super(message);
        }
    }

    public TargetFile {
        listen = List.copyOf(listen);
        names = List.copyOf(names);
    }

    /**
     * Reads one.
     *
     * @throws InvalidException when it is wrong
     */
    public static TargetFile read(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new InvalidException("target: " + file + " (expected: at most 1 MiB)");
            }
            var text = YAML.readValue(file.toFile(), TargetYaml.class);
            if (text == null) {
                throw new InvalidException("target: " + file + " is empty (expected: urls, backends ...)");
            }
            return text.in(file.toAbsolutePath());
        } catch (JsonProcessingException e) {
            throw new InvalidException("target: " + file + place(e.getLocation()) + ": " + key(e) + why(e));
        } catch (IOException e) {
            throw new InvalidException("target: " + file + " (expected: a file that can be read): " + e);
        } catch (IllegalArgumentException e) {
            throw new InvalidException("target: " + file + ": " + e.getMessage());
        }
    }

    private static String place(@Nullable JsonLocation location) {
        return location == null ? "" : ":" + location.getLineNr() + ":" + location.getColumnNr();
    }

    private static String key(JsonProcessingException failure) {
        if (!(failure instanceof JsonMappingException mapping)) {
            return "";
        }
        var path = mapping.getPath().stream()
                .map(part -> part.getFieldName() == null ? "[" + part.getIndex() + "]" : "." + part.getFieldName())
                .collect(Collectors.joining());
        return path.isEmpty() ? "" : (path.startsWith(".") ? path.substring(1) : path) + ": ";
    }

    private static String why(JsonProcessingException failure) {
        if (failure instanceof UnrecognizedPropertyException unknown) {
            var known = new TreeSet<String>();
            unknown.getKnownPropertyIds().forEach(id -> known.add(String.valueOf(id)));
            return "unknown key (expected: one of " + String.join(", ", known) + ")";
        }
        var message = failure.getOriginalMessage();
        if (failure instanceof JsonMappingException && failure.getCause() instanceof IllegalArgumentException wrong) {
            message = wrong.getMessage();
        }
        return String.valueOf(message).lines().findFirst().orElse("");
    }

    /**
     * What the balancer calls each backend.
     *
     * @param backends their ids, in order
     */
    public Map<String, String> namesOf(List<String> backends) {
        Map<String, String> all = new LinkedHashMap<>();
        List<String> ids = new ArrayList<>(backends);
        for (int i = 0; i < names.size() && i < ids.size(); i++) {
            all.put(ids.get(i), names.get(i));
        }
        return all;
    }
}
