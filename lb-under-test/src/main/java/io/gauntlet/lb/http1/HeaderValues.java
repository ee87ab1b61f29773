package io.gauntlet.lb.http1;

import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Netty's interface of header fields offers beside the few things that a holder of fields has to be able to do. */
abstract class HeaderValues extends HttpHeaders {
    @Override
    public abstract @Nullable String get(CharSequence name);

    @Override
    public abstract List<String> getAll(CharSequence name);

    @Override
    public abstract boolean contains(CharSequence name);

    @Override
    public abstract HttpHeaders add(CharSequence name, Object value);

    @Override
    public abstract HttpHeaders set(CharSequence name, Object value);

    @Override
    public abstract HttpHeaders remove(CharSequence name);

    @Override
    public final @Nullable String get(String name) {
        return get((CharSequence) name);
    }

    @Override
    public final List<String> getAll(String name) {
        return getAll((CharSequence) name);
    }

    @Override
    public final boolean contains(String name) {
        return contains((CharSequence) name);
    }

    @Override
    public final HttpHeaders add(String name, Object value) {
        return add((CharSequence) name, value);
    }

    @Override
    public final HttpHeaders set(String name, Object value) {
        return set((CharSequence) name, value);
    }

    @Override
    public final HttpHeaders remove(String name) {
        return remove((CharSequence) name);
    }

    @Override
    public final HttpHeaders add(String name, Iterable<?> values) {
        values.forEach(value -> add(name, value));
        return this;
    }

    @Override
    public final HttpHeaders set(String name, Iterable<?> values) {
        return remove(name).add(name, values);
    }

    @Override
    public final HttpHeaders add(CharSequence name, Iterable<?> values) {
        return add(name.toString(), values);
    }

    @Override
    public final HttpHeaders set(CharSequence name, Iterable<?> values) {
        return set(name.toString(), values);
    }

    @Override
    public final HttpHeaders addInt(CharSequence name, int value) {
        return add(name, Integer.toString(value));
    }

    @Override
    public final HttpHeaders addShort(CharSequence name, short value) {
        return add(name, Short.toString(value));
    }

    @Override
    public final HttpHeaders setInt(CharSequence name, int value) {
        return set(name, Integer.toString(value));
    }

    @Override
    public final HttpHeaders setShort(CharSequence name, short value) {
        return set(name, Short.toString(value));
    }

    @Override
    public final @Nullable Integer getInt(CharSequence name) {
        String value = get(name);
        try {
            return value == null ? null : Integer.valueOf(value);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    @Override
    public final int getInt(CharSequence name, int otherwise) {
        Integer value = getInt(name);
        return value == null ? otherwise : value;
    }

    @Override
    public final @Nullable Short getShort(CharSequence name) {
        String value = get(name);
        try {
            return value == null ? null : Short.valueOf(value);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    @Override
    public final short getShort(CharSequence name, short otherwise) {
        Short value = getShort(name);
        return value == null ? otherwise : value;
    }

    // It is what Netty's reader of dates gives.
    @SuppressWarnings("JavaUtilDate")
    @Override
    public final @Nullable Long getTimeMillis(CharSequence name) {
        String value = get(name);
        Date date = value == null ? null : DateFormatter.parseHttpDate(value);
        return date == null ? null : date.getTime();
    }

    @Override
    public final long getTimeMillis(CharSequence name, long otherwise) {
        Long value = getTimeMillis(name);
        return value == null ? otherwise : value;
    }

    /** Most of what is asked for is not there. */
    @Override
    public final boolean containsValue(CharSequence name, CharSequence value, boolean ignoreCase) {
        return contains(name) && super.containsValue(name, value, ignoreCase);
    }

    @Override
    public final boolean isEmpty() {
        return size() == 0;
    }

    // Deprecated for being slow, yet to be there.
    @SuppressWarnings("deprecation")
    @Override
    public final Iterator<Map.Entry<String, String>> iterator() {
        return entries().iterator();
    }
}
