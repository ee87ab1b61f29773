package io.gauntlet.lb.balance;

import io.gauntlet.lb.pool.Backend;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Draws backends by weight in O(1): Walker's alias table, laid out as Vose does ("A Linear Algorithm for Generating
 * Random Numbers with a Given Distribution", 1991), in whole numbers, so that it is exact. Immutable.
 *
 * <p>Each of n columns is as high as all weights together, and holds at most two backends, which in all columns together
 * have n times their weight. One draw takes a column and a height in it.
 */
final class Lots {
    /** Nobody. */
    static final int NONE = -1;

    /** Draws until those that are not wanted are left alone; a heavy one may come up many times in a row. */
    private static final int DRAWS = 8;

    private final List<Backend> backends;
    private final int[] weights;
    private final int total;

    /** Up to which height a column belongs to its own backend, and to whom above. */
    private final int[] ends;

    private final int[] others;

    private Lots(List<Backend> backends, int[] weights, int total) {
        this.backends = backends;
        this.weights = weights;
        this.total = total;
        this.ends = new int[weights.length];
        this.others = new int[weights.length];
        layOut();
    }

    static Lots of(List<Backend> backends) {
        int[] weights = new int[backends.size()];
        int total = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = backends.get(i).weight();
            total += weights[i];
        }
        return new Lots(backends, weights, total);
    }

    /** Fills each column that its backend leaves room in with one whose share is more than a column. */
    private void layOut() {
        int count = weights.length;
        long[] left = new long[count];
        int[] light = new int[count];
        int[] heavy = new int[count];
        int lights = 0;
        int heavies = 0;
        for (int i = 0; i < count; i++) {
            left[i] = (long) weights[i] * count;
            if (left[i] < total) {
                light[lights++] = i;
            } else {
                heavy[heavies++] = i;
            }
        }
        while (lights > 0) {
            int low = light[--lights];
            // There is one, or all columns together would hold less than they must.
            int high = heavy[heavies - 1];
            ends[low] = (int) left[low];
            others[low] = high;
            left[high] -= total - left[low];
            if (left[high] < total) {
                heavies--;
                light[lights++] = high;
            }
        }
        for (int i = 0; i < heavies; i++) {
            ends[heavy[i]] = total;
        }
    }

    Backend at(int index) {
        return backends.get(index);
    }

    /** What is in flight at a backend, as it would be at one of the mean weight; and 1, so that an idle one has some. */
    double load(int index) {
        double due = (double) weights[index] * weights.length / total;
        return 1 + backends.get(index).inFlight() / due;
    }

    /**
     * The index of one drawn by weight from those that are neither excluded nor taken, or {@link #NONE} when there is
     * nobody else.
     *
     * @param taken an index, or NONE
     */
    int draw(Draw draw, @Nullable Backend excluded, int taken) {
        for (int i = 0; i < DRAWS && weights.length > 0; i++) {
            int index = draw(draw.next());
            if (index != taken && backends.get(index) != excluded) {
                return index;
            }
        }
        return drawFromRest(draw, excluded, taken);
    }

    private int draw(long fraction) {
        int column = Draw.whole(fraction, weights.length);
        int height = Draw.whole(Draw.rest(fraction, weights.length), total);
        return height < ends[column] ? column : others[column];
    }

    /** The same shares in O(n). */
    private int drawFromRest(Draw draw, @Nullable Backend excluded, int taken) {
        int rest = 0;
        for (int i = 0; i < weights.length; i++) {
            rest += i == taken || backends.get(i) == excluded ? 0 : weights[i];
        }
        int height = draw.below(rest);
        for (int i = 0; i < weights.length; i++) {
            height -= i == taken || backends.get(i) == excluded ? 0 : weights[i];
            if (height < 0) {
                return i;
            }
        }
        return NONE;
    }
}
