package io.gauntlet.simulations.play;

import io.gauntlet.simulations.plan.MixEntry;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** One arrival: a request that is due at a moment, and its attempts. Owned by the event loop of its Gatling user. */
final class Arrival {
    /** Where it stands in the schedule, and when. */
    record Slot(int sequence, long intended, long sent) {}

    private final String id;
    private final Slot slot;
    private final MixEntry entry;
    private final @Nullable CookieJar jar;
    private final byte[] body;
    private @Nullable Attempt attempt;

    Arrival(String id, Slot slot, MixEntry entry, byte[] body, @Nullable CookieJar jar) {
        this.id = id;
        this.slot = slot;
        this.entry = entry;
        this.body = body;
        this.jar = jar;
    }

    String id() {
        return id;
    }

    Slot slot() {
        return slot;
    }

    MixEntry entry() {
        return entry;
    }

    byte[] body() {
        return body;
    }

    String bodyCrc() {
        CRC32 crc = new CRC32();
        crc.update(body);
        return String.format("%08x", crc.getValue());
    }

    /** The session's cookies; null when the plan has no sessions. */
    @Nullable CookieJar jar() {
        return jar;
    }

    /** The attempt that is open or was the last one; null before the first. */
    @Nullable Attempt attempt() {
        return attempt;
    }

    /** Begins the next attempt. */
    Attempt begin(long sent, boolean written) {
        Attempt next = new Attempt(this, attempt == null ? 1 : attempt.number() + 1, sent, written);
        attempt = next;
        return next;
    }
}
