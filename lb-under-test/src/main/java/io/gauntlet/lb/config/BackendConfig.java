package io.gauntlet.lb.config;

/**
 * One server of a pool.
 *
 * @param weight its share relative to the others, 1 to 256
 */
public record BackendConfig(String id, Address address, int weight) {
    /** Keeps schedules of weighted algorithms short, as HAProxy's limit does. */
    public static final int MAX_WEIGHT = 256;

    public BackendConfig {
        if (id.isEmpty() || !id.chars().allMatch(BackendConfig::allowedInId)) {
            throw new IllegalArgumentException("id: '" + id + "' (expected: letters, digits, '.', '_' or '-')");
        }
        weight = checkedWeight(weight);
    }

    /** The weight. Throws {@link IllegalArgumentException} when it is too small or too great. */
    public static int checkedWeight(int weight) {
        if (weight < 1 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException("weight: " + weight + " (expected: 1 to " + MAX_WEIGHT + ")");
        }
        return weight;
    }

    /** Ids are path segments of the admin API and labels of metrics, so they need no escaping anywhere. */
    private static boolean allowedInId(int c) {
        return c < 128 && (Character.isLetterOrDigit(c) || c == '.' || c == '_' || c == '-');
    }
}
