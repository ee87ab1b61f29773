package io.gauntlet.lb.discovery;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The instances in an answer of {@code /v1/health/service/...}. */
record ConsulAnswer(List<Answer.Entry> entries, List<String> unusable) {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_TEXT = 64 * 1024;
    private static final ObjectReader READER = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_TEXT)
                            .build())
                    .build())
            .readerFor(JsonNode.class);

    ConsulAnswer {
        entries = List.copyOf(entries);
        unusable = List.copyOf(unusable);
    }

    /**
     * Reads the body of an answer, one instance at a time.
     *
     * @param most more instances than this are no answer
     */
    static ConsulAnswer of(byte[] body, int most) throws IOException {
        List<Answer.Entry> entries = new ArrayList<>();
        List<String> unusable = new ArrayList<>();
        try (JsonParser parser = READER.getFactory().createParser(body)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new IOException("not a list of instances (expected: what Consul answers)");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (entries.size() + unusable.size() == most) {
                    throw new IOException("more than " + most + " instances (expected: at most as many)");
                }
                add(READER.readTree(parser), entries, unusable);
            }
        } catch (JsonProcessingException e) {
            throw new IOException("not JSON: " + e.getOriginalMessage(), e);
        }
        // The order is the registry's affair, and no change when it is another.
        entries.sort(Comparator.comparing(Answer.Entry::id));
        return new ConsulAnswer(entries, unusable);
    }

    private static void add(JsonNode instance, List<Answer.Entry> entries, List<String> unusable) {
        JsonNode node = instance.path("Node");
        JsonNode service = instance.path("Service");
        // The id of a service is its agent's to give, so two nodes may have the same.
        String id = Ids.of(node.path("Node").asText() + "." + service.path("ID").asText());
        JsonNode port = service.path("Port");
        if (!service.isObject() || !port.isInt()) {
            unusable.add("'" + id + "': port " + port + " (expected: 1 to 65535)");
            return;
        }
        String own = service.path("Address").asText();
        String host = own.isEmpty() ? node.path("Address").asText() : own;
        entries.add(new Answer.Entry(
                id, host, port.asInt(), service.path("Weights").path("Passing").asInt(1)));
    }
}
