package io.gauntlet.lb.config;

import io.gauntlet.lb.config.FieldChanges.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads what is done to the header fields of requests and answers. */
final class FieldReader {
    /** What is said to the next hop alone, or frames a message, is the business of who writes it (RFC 9110 section 7.6.1). */
    private static final Set<String> NOT_OURS = Set.of(
            "connection",
            "content-length",
            "expect",
            "http2-settings",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final String HOST = "host";
    private static final String NAME = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final String AUTHORITY = "([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?";

    private final boolean request;

    /**
     * @param request whether it is about requests, which have a Host
     */
    private FieldReader(boolean request) {
        this.request = request;
    }

    /** Of what backends get. */
    static FieldChanges requests(Section parent) {
        return new FieldReader(true).read(parent, "request-headers");
    }

    /** Of what clients get. */
    static FieldChanges answers(Section parent) {
        return new FieldReader(false).read(parent, "response-headers");
    }

    private FieldChanges read(Section parent, String key) {
        try (Section section = parent.section(key)) {
            List<Field> set = fields(section, "set");
            List<Field> add = fields(section, "add");
            Set<String> given = new HashSet<>();
            set.forEach(field -> given.add(field.name().toLowerCase(Locale.ROOT)));
            add.forEach(field -> given.add(field.name().toLowerCase(Locale.ROOT)));
            return new FieldChanges(removed(section, given), set, add);
        }
    }

    private List<String> removed(Section section, Set<String> given) {
        List<String> names = new ArrayList<>();
        for (Node node : section.items("remove", "list of names of fields", List.of())) {
            String name = node instanceof Node.Scalar scalar ? scalar.text() : node.kind();
            check(name, "remove", node.place());
            if (given.contains(name.toLowerCase(Locale.ROOT))) {
                throw node.place().error("remove: '" + name + "' is also set or added (expected: set alone)");
            }
            names.add(name);
        }
        return names;
    }

    private List<Field> fields(Section section, String key) {
        List<Field> fields = new ArrayList<>();
        try (Section each = section.section(key)) {
            for (String name : each.names()) {
                String value = each.text(name);
                check(name, key, each.place(name));
                checkValue(name, value, each.place(name));
                fields.add(new Field(name, value));
            }
        }
        return fields;
    }

    private void check(String name, String key, Place place) {
        if (!name.matches(NAME)) {
            throw place.error(key + ": '" + name + "' (expected: the name of a field)");
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (NOT_OURS.contains(lower)) {
            throw place.error(key + ": '" + name
                    + "' (expected: a field that neither frames a message nor is for one hop alone)");
        }
        if (lower.equals(HOST) && !(request && key.equals("set"))) {
            throw place.error(key + ": '" + name + "' (expected: to be set, in request-headers)");
        }
    }

    private static void checkValue(String name, String value, Place place) {
        if (!value.matches("[\t -~]*")) {
            throw place.error(name + ": a value beyond printable ASCII (expected: none but that)");
        }
        if (name.toLowerCase(Locale.ROOT).equals(HOST) && !value.matches(AUTHORITY)) {
            throw place.error(name + ": '" + value + "' (expected: a host, such as shop.internal:8080)");
        }
    }
}
