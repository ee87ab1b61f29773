package io.gauntlet.lb.http1;

import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a head as they came, and what was done to them since: the bytes of the head, and where in them each name and
 * value begins and ends. A field becomes a string only where somebody asks for it; all others go on as the bytes that they
 * came as. Fields that are set or added stand behind those that came. Confined to one thread.
 */
final class FieldLines extends HeaderValues {
    /** How many numbers describe a field that came: its name's hash, and the begin and end of its name and value. */
    static final int SPAN = 5;

    private static final int FIRST_ADDED = 8;
    private static final int NONE = -1;

    private final byte[] head;
    private final int[] spans;
    private final int came;
    private int end;
    private int gone;
    private long seen;

    /** The field that came whose value was last asked for, and that value: it is seldom asked for once. */
    private int read = NONE;

    private String readValue = "";

    /** Of those added, with their values; null where one was removed. */
    private @Nullable CharSequence[] names = new CharSequence[0];

    private @Nullable String[] values = new String[0];

    /**
     * @param spans of the fields that came, {@link #SPAN} numbers each, in order; not copied
     * @param seen the {@link FieldNames#bit bits} of their names
     */
    FieldLines(byte[] head, int[] spans, long seen) {
        this.head = head;
        this.spans = spans;
        this.came = spans.length / SPAN;
        this.end = came;
        this.seen = seen;
    }

    private boolean present(int field) {
        return field < came ? spans[field * SPAN + 1] >= 0 : names[field - came] != null;
    }

    /** The first field of this name from this number on, or {@link #NONE}. */
    private int find(CharSequence name, int from) {
        int hash = FieldNames.hash(name);
        if ((seen & FieldNames.bit(hash)) == 0) {
            return NONE;
        }
        for (int field = from; field < came; field++) {
            int at = field * SPAN;
            if (spans[at] == hash && spans[at + 1] >= 0 && FieldNames.equal(head, spans[at + 1], spans[at + 2], name)) {
                return field;
            }
        }
        for (int field = Math.max(from, came); field < end; field++) {
            CharSequence own = names[field - came];
            if (own != null && FieldNames.equal(own, name)) {
                return field;
            }
        }
        return NONE;
    }

    private CharSequence name(int field) {
        if (field < came) {
            int at = field * SPAN;
            return new String(head, spans[at + 1], spans[at + 2] - spans[at + 1], StandardCharsets.ISO_8859_1);
        }
        CharSequence own = names[field - came];
        return own == null ? "" : own;
    }

    private String value(int field) {
        if (field >= came) {
            String own = values[field - came];
            return own == null ? "" : own;
        }
        if (field != read) {
            int at = field * SPAN;
            readValue = new String(head, spans[at + 3], spans[at + 4] - spans[at + 3], StandardCharsets.ISO_8859_1);
            read = field;
        }
        return readValue;
    }

    private void drop(int field) {
        gone++;
        if (field < came) {
            spans[field * SPAN + 1] = NONE;
        } else {
            names[field - came] = null;
            values[field - came] = null;
        }
    }

    @Override
    public @Nullable String get(CharSequence name) {
        int field = find(name, 0);
        return field == NONE ? null : value(field);
    }

    @Override
    public List<String> getAll(CharSequence name) {
        int field = find(name, 0);
        if (field == NONE) {
            return List.of();
        }
        int next = find(name, field + 1);
        if (next == NONE) {
            return List.of(value(field));
        }
        List<String> all = new ArrayList<>(List.of(value(field)));
        for (; next != NONE; next = find(name, next + 1)) {
            all.add(value(next));
        }
        return all;
    }

    @Override
    public boolean contains(CharSequence name) {
        return find(name, 0) != NONE;
    }

    @Override
    public int size() {
        return end - gone;
    }

    @Override
    public List<Map.Entry<String, String>> entries() {
        List<Map.Entry<String, String>> all = new ArrayList<>(size());
        for (int field = 0; field < end; field++) {
            if (present(field)) {
                all.add(Map.entry(name(field).toString(), value(field)));
            }
        }
        return all;
    }

    @Override
    public Iterator<Map.Entry<CharSequence, CharSequence>> iteratorCharSequence() {
        List<Map.Entry<CharSequence, CharSequence>> all = new ArrayList<>(size());
        entries().forEach(each -> all.add(Map.entry(each.getKey(), each.getValue())));
        return all.iterator();
    }

    @Override
    public Set<String> names() {
        Set<String> all = new LinkedHashSet<>();
        for (Map.Entry<String, String> each : entries()) {
            if (all.stream().noneMatch(known -> FieldNames.equal(known, each.getKey()))) {
                all.add(each.getKey());
            }
        }
        return all;
    }

    @Override
    public HttpHeaders add(CharSequence name, Object value) {
        int own = end - came;
        if (own == names.length) {
            int room = own == 0 ? FIRST_ADDED : own * 2;
            names = Arrays.copyOf(names, room);
            values = Arrays.copyOf(values, room);
        }
        names[own] = FieldSyntax.name(name);
        values[own] = FieldSyntax.value(name, value);
        end++;
        seen |= FieldNames.bit(FieldNames.hash(name));
        return this;
    }

    @Override
    public HttpHeaders set(CharSequence name, Object value) {
        return remove(name).add(name, value);
    }

    @Override
    public HttpHeaders remove(CharSequence name) {
        for (int field = find(name, 0); field != NONE; field = find(name, field + 1)) {
            drop(field);
        }
        return this;
    }

    @Override
    public HttpHeaders clear() {
        for (int field = 0; field < end; field++) {
            if (present(field)) {
                drop(field);
            }
        }
        return this;
    }

    /** Writes each as a line of its own: no white space but one space before the value (RFC 9112 section 5.1). */
    void writeTo(HeadBuffer out) {
        int field = 0;
        while (field < came) {
            field = plain(field) ? writeRun(field, out) : writeCame(field, out);
        }
        for (field = came; field < end; field++) {
            CharSequence own = names[field - came];
            String value = values[field - came];
            if (own != null && value != null) {
                out.field(own, value);
            }
        }
    }

    /** Whether it came just as it would be written. */
    private boolean plain(int field) {
        int at = field * SPAN;
        int value = spans[at + 3];
        return spans[at + 1] >= 0
                && value == spans[at + 2] + 2
                && head[value - 1] == ' '
                && head[spans[at + 4]] == '\r';
    }

    /** Fields that came one behind the other, each as it would be written, are copied in one go. */
    private int writeRun(int first, HeadBuffer out) {
        int next = first + 1;
        while (next < came && plain(next)) {
            next++;
        }
        int from = spans[first * SPAN + 1];
        int to = spans[(next - 1) * SPAN + 4] + 2;
        out.bytes(head, from, to - from);
        return next;
    }

    private int writeCame(int field, HeadBuffer out) {
        int at = field * SPAN;
        int name = spans[at + 1];
        if (name >= 0) {
            out.bytes(head, name, spans[at + 2] - name);
            out.separator();
            out.bytes(head, spans[at + 3], spans[at + 4] - spans[at + 3]);
            out.endLine();
        }
        return field + 1;
    }
}
