package io.gauntlet.faultproxy.toxic;

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
import java.util.stream.Stream;

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
        this.attributes = Arrays.stream(components).map(ToxicType::attribute).toList();
    }

    private static Attribute attribute(RecordComponent component) {
        var kind = AttributeKind.of(component.getType());
        var byDefault = component.getAnnotation(ByDefault.class);
        return new Attribute(
                snakeCase(component.getName()), kind, byDefault == null ? kind.zero() : kind.read(byDefault.value()));
    }

    private static Map<String, ToxicType> all() {
        var types = new TreeMap<String, ToxicType>();
        records(Toxic.class).map(ToxicType::new).forEach(type -> types.put(type.name, type));
        return types;
    }

    private static Stream<Class<?>> records(Class<?> sealed) {
        return sealed.isSealed()
                ? Arrays.stream(sealed.getPermittedSubclasses()).flatMap(ToxicType::records)
                : Stream.of(sealed);
    }

    /** All types, sorted by name. */
    public static List<ToxicType> types() {
        return List.copyOf(BY_NAME.values());
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

    /** Whether the original does not have it. */
    public boolean extension() {
        return Extension.class.isAssignableFrom(record);
    }

    /** Whether it reads requests and thus belongs on the upstream stream. */
    public boolean readsRequests() {
        return RequestToxic.class.isAssignableFrom(record);
    }

    /** Whether it is about the proxy's new connections, and not about a stream. */
    public boolean gate() {
        return Gate.class.isAssignableFrom(record);
    }

    public List<Attribute> attributes() {
        return attributes;
    }

    /**
     * Makes a toxic; an attribute without a value has its default.
     *
     * @throws InvalidToxicException if the toxic refuses a value
     */
    public Toxic create(Map<String, ?> values) {
        var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        var arguments = attributes.stream()
                .map(attribute -> attribute.value(values.get(attribute.name())))
                .toArray();
        try {
            var constructor = record.getDeclaredConstructor(types);
            return (Toxic) constructor.newInstance(arguments);
        } catch (InvocationTargetException refused) {
            if (refused.getCause() instanceof InvalidToxicException invalid) {
                throw invalid;
            }
            throw new IllegalStateException(name + ": the record's constructor failed", refused);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(name + ": not a record of attributes", impossible);
        }
    }

    /** The attributes' values, all of them, in the order of the record. */
    public Map<String, Object> values(Toxic toxic) {
        var values = new LinkedHashMap<String, Object>();
        for (int i = 0; i < components.length; i++) {
            try {
                values.put(
                        attributes.get(i).name(),
                        Objects.requireNonNull(components[i].getAccessor().invoke(toxic)));
            } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException(name + ": not a record of attributes", impossible);
            }
        }
        return values;
    }

    /** The attributes' values when none is given. */
    public Map<String, Object> defaults() {
        var values = new LinkedHashMap<String, Object>();
        attributes.forEach(attribute -> values.put(attribute.name(), attribute.otherwise()));
        return values;
    }

    private static String snakeCase(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}
