package io.gauntlet.lb.route;

import io.gauntlet.lb.target.PathChange;
import io.gauntlet.lb.target.PathForm;

/**
 * Gives a target another path. Immutable.
 *
 * @param encodedSlashes whether a path may have them
 */
public record Rewrite(PathChange change, boolean encodedSlashes) {
    /** Leaves every target as it is. */
    public static final Rewrite NONE = new Rewrite(PathChange.NONE, true);

    /** The target with the other path in its form, and its own query; an {@code *} stays. */
    public PathForm.Normal of(String target) {
        if (change.equals(PathChange.NONE) || !target.startsWith("/")) {
            return new PathForm.Normal.Path(target);
        }
        int query = target.indexOf('?');
        int end = query < 0 ? target.length() : query;
        PathForm.Normal path = PathForm.of(change.apply(target.substring(0, end)), encodedSlashes);
        return path instanceof PathForm.Normal.Path found
                ? new PathForm.Normal.Path(found.text() + target.substring(end))
                : path;
    }
}
