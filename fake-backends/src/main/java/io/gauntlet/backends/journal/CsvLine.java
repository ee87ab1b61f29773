package io.gauntlet.backends.journal;

/** One line of CSV (RFC 4180, with a bare LF) whose first field is not empty. Not thread-safe. */
final class CsvLine {

    private final StringBuilder line = new StringBuilder(256);

    CsvLine add(String field) {
        if (line.length() > 0) {
            line.append(',');
        }
        if (mustBeQuoted(field)) {
            line.append('"').append(field.replace("\"", "\"\"")).append('"');
        } else {
            line.append(field);
        }
        return this;
    }

    CsvLine add(long field) {
        return add(Long.toString(field));
    }

    String end() {
        return line.append('\n').toString();
    }

    private static boolean mustBeQuoted(String field) {
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == ',' || c == '"' || c == '\n' || c == '\r') {
                return true;
            }
        }
        return false;
    }
}
