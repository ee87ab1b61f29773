package io.gauntlet.faultproxy.toxic;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A kind of toxic with its name and attributes on the wire, both derived from the record: {@code SlowClose} is {@code slow_close}.
 *
 * <p>Immutable, thus thread-safe.
 */
public final class ToxicType {

    private static final Map<String, ToxicType> BY_NAME = all();

    private final Class<?> record;
    private final String name;
    private final RecordComponent[] components;
    private final List<Attribute> attributes;

    private ToxicType(Class<?> record) {
        this.record = record;
        this.name = snakeCase(record.getSimpleName());
        this.components = record.getRecordComponents();
        this.attributes = Arrays.stream(components)
                .map(component -> new Attribute(snakeCase(component.getName()), component.getType() == long.class))
                .toList();
    }

    private static Map<String, ToxicType> all() {
        var types = new TreeMap<String, ToxicType>();
        for (var record : Toxic.class.getPermittedSubclasses()) {
            var type = new ToxicType(record);
            types.put(type.name, type);
        }
        return types;
    }

    /** The names of all types, sorted. */
    public static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    public static Optional<ToxicType> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    public static ToxicType of(Toxic toxic) {
        return Objects.requireNonNull(BY_NAME.get(snakeCase(toxic.getClass().getSimpleName())));
    }

    public String name() {
        return name;
    }

    /** The record's name as it stands in the source. */
    public String recordName() {
        return record.getSimpleName();
    }

    public List<Attribute> attributes() {
        return attributes;
    }

    /**
     * Makes a toxic; an attribute without a value is 0.
     *
     * @throws InvalidToxicException if the toxic refuses a value
     */
    public Toxic create(Map<String, ? extends Number> values) {
        var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        var arguments = attributes.stream()
                .map(attribute -> attribute.boxed(values.get(attribute.name())))
                .toArray();
        try {
            Constructor<?> constructor = record.getDeclaredConstructor(types);
            return (Toxic) constructor.newInstance(arguments);
        } catch (InvocationTargetException refused) {
            if (refused.getCause() instanceof InvalidToxicException invalid) {
                throw invalid;
            }
            throw new IllegalStateException(name + ": the record's constructor failed", refused);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(name + ": a toxic must be a record of long and double", impossible);
        }
    }

    /** The attributes' values, all of them, in the order of the record. */
    public Map<String, Number> values(Toxic toxic) {
        var values = new LinkedHashMap<String, Number>();
        for (int i = 0; i < components.length; i++) {
            try {
                values.put(attributes.get(i).name(), (Number)
                        components[i].getAccessor().invoke(toxic));
            } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException(name + ": a toxic must be a record of long and double", impossible);
            }
        }
        return values;
    }

    private static String snakeCase(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    /** One attribute: a whole number (64 bits) or else a floating-point one. */
    public record Attribute(String name, boolean whole) {

        private Number boxed(@Nullable Number value) {
            Number number = value == null ? Integer.valueOf(0) : value;
            if (whole) {
                return number.longValue();
            }
            return number.doubleValue();
        }
    }
}
