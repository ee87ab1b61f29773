package io.gauntlet.lb.balance;

import io.gauntlet.lb.pool.Backend;
import java.util.List;

/**
 * A hash ring (Karger et al., "Consistent Hashing and Random Trees", 1997): every backend owns points on a circle, and a
 * key belongs to the owner of the first point from its own place on. Immutable.
 *
 * <p>A backend's points follow from its id alone, so that when one goes only its own keys move, when one comes keys move
 * to it alone, and one that returns finds the keys that it had, in every process. A heavier one has the points of a
 * lighter one and more. With m of M points its share is Beta(m, M - m): at weight 1 it is within 8 % of its due, as
 * standard deviation, and within 8 % / sqrt(w) at weight w.
 *
 * <p>The circle is cut into about as many equal slices as there are points, and the points are put into the slices as
 * they are made, so nothing has to be sorted as a whole and a look-up takes one slice, with one point on average:
 *
 * <pre>
 *   places  .12 .14 | .31 | | .81 .88 .93     slices of a quarter
 *   begins  0         2    3 3              6
 * </pre>
 */
final class Ring {
    /** Of a backend, for each unit of its weight. */
    static final int POINTS = 150;

    /** More than these are thinned out by halves, the same for all, to bound the memory: up to 20 bytes each. */
    static final int MAX_POINTS = 1 << 22;

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final List<Backend> backends;
    private final Indexes indexes;
    private final int[] weights;
    private final int bits;

    /** The places of all points, taken as unsigned, in their order; and the indexes of their owners. */
    private final long[] places;

    private final int[] owners;

    /** Where in these each slice begins. */
    private final int[] begins;

    private Ring(List<Backend> backends, int[] weights, int[] points) {
        this.backends = backends;
        this.indexes = Indexes.of(backends);
        this.weights = weights;
        int count = 0;
        for (int each : points) {
            count += each;
        }
        // At least one bit, so that the places of a slice are all of one sign and can be compared as they are.
        this.bits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(count));
        this.places = new long[count];
        this.owners = new int[count];
        this.begins = new int[(1 << bits) + 1];
        fill(points);
    }

    static Ring of(List<Backend> backends) {
        int[] weights = new int[backends.size()];
        int[] points = new int[weights.length];
        long wanted = 0;
        for (int i = 0; i < points.length; i++) {
            weights[i] = backends.get(i).nominalWeight();
            points[i] = POINTS * weights[i];
            wanted += points[i];
        }
        while (wanted > Math.max(MAX_POINTS, points.length)) {
            wanted = thinOut(points);
        }
        return new Ring(backends, weights, points);
    }

    private static long thinOut(int[] points) {
        long left = 0;
        for (int i = 0; i < points.length; i++) {
            points[i] = Math.max(1, points[i] / 2);
            left += points[i];
        }
        return left;
    }

    private void fill(int[] points) {
        for (int owner = 0; owner < points.length; owner++) {
            long id = Hash.of(backends.get(owner).id());
            for (int i = points[owner]; i > 0; i--) {
                begins[slice(place(id, i)) + 1]++;
            }
        }
        for (int i = 1; i < begins.length; i++) {
            begins[i] += begins[i - 1];
        }
        int[] ends = begins.clone();
        for (int owner = 0; owner < points.length; owner++) {
            long id = Hash.of(backends.get(owner).id());
            for (int i = points[owner]; i > 0; i--) {
                put(place(id, i), owner, ends);
            }
        }
    }

    private static long place(long id, int point) {
        return Hash.mix(id + point * GOLDEN);
    }

    private int slice(long place) {
        return (int) (place >>> (Long.SIZE - bits));
    }

    /** Puts a point into its place among those that are in its slice already. */
    private void put(long place, int owner, int[] ends) {
        int slice = slice(place);
        int at = ends[slice]++;
        while (at > begins[slice] && places[at - 1] > place) {
            places[at] = places[at - 1];
            owners[at] = owners[at - 1];
            at--;
        }
        places[at] = place;
        owners[at] = owner;
    }

    /** How many points there are. */
    int length() {
        return places.length;
    }

    /** The position of the point that a key belongs to; there must be one. */
    int find(long key) {
        // Keys are mixed once more, or whoever hashes as we do would find its keys on the very points.
        long place = Hash.mix(key + GOLDEN);
        int slice = slice(place);
        int at = begins[slice];
        while (at < begins[slice + 1] && places[at] < place) {
            at++;
        }
        return at == places.length ? 0 : at;
    }

    /** The position of the point after this one. */
    int after(int position) {
        return position + 1 == places.length ? 0 : position + 1;
    }

    /** The index of the owner of a point. */
    int owner(int position) {
        return owners[position];
    }

    /** A number from 0 to 99 that is a point's own. */
    int percentile(int position) {
        return (int) (((places[position] & 127) * 100) >> 7);
    }

    /** How many backends it was made of. */
    int size() {
        return weights.length;
    }

    Backend backend(int index) {
        return backends.get(index);
    }

    /** The index of a backend by which it has all its points here, or {@link Indexes#NONE}. */
    int index(Backend backend) {
        int index = indexes.of(backend);
        return index == Indexes.NONE || weights[index] != backend.nominalWeight() ? Indexes.NONE : index;
    }
}
