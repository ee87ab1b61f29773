package io.gauntlet.lb.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * Reads YAML or JSON text into {@link Node}s.
 *
 * <p>Streaming and without data binding: the places of keys are kept, and a cold start loads few classes.
 */
final class YamlReader {
    private final String file;
    private final JsonParser parser;

    private YamlReader(String file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /**
     * Reads a text.
     *
     * @param file its name, for messages; one that ends in {@code .json} says that it is JSON
     * @param expected what stands in such a file, for a message about an empty one
     */
    static Node read(String file, String text, String expected) {
        boolean json = file.endsWith(".json");
        try (JsonParser parser = (json ? new JsonFactory() : yaml()).createParser(text)) {
            var reader = new YamlReader(file, parser);
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new Place(file, 1, 1).error("empty file (expected: " + expected + ")");
            }
            Node root = reader.value(first);
            if (parser.nextToken() != null) {
                throw reader.place().error("a second document (expected: one)");
            }
            return root;
        } catch (JacksonException e) {
            JsonLocation location = e.getLocation();
            Place place = location == null
                    ? new Place(file, 1, 1)
                    : new Place(file, location.getLineNr(), location.getColumnNr());
            throw place.error((json ? "not JSON: " : "not YAML: ") + firstLine(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    /** The parser's own limit of 3 MB is less than a file may have here. */
    private static JsonFactory yaml() {
        var options = new LoaderOptions();
        options.setCodePointLimit(TextFile.MAX_BYTES);
        return YAMLFactory.builder().loaderOptions(options).build();
    }

    private Node value(JsonToken token) throws IOException {
        Place place = place();
        if (token == JsonToken.START_OBJECT) {
            return new Node.Mapping(place, entries());
        }
        if (token == JsonToken.START_ARRAY) {
            List<Node> items = new ArrayList<>();
            for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                items.add(value(next));
            }
            return new Node.Sequence(place, List.copyOf(items));
        }
        return new Node.Scalar(place, token == JsonToken.VALUE_NULL ? "" : parser.getText());
    }

    private Map<String, Node.Entry> entries() throws IOException {
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            Place keyPlace = place();
            String key = parser.currentName();
            Node value = value(parser.nextToken());
            if (entries.putIfAbsent(key, new Node.Entry(keyPlace, value)) != null) {
                throw keyPlace.error("key '" + key + "' stands here a second time (expected: once)");
            }
        }
        return entries;
    }

    private Place place() {
        JsonLocation location = parser.currentTokenLocation();
        return new Place(file, location.getLineNr(), location.getColumnNr());
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
