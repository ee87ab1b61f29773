package io.gauntlet.faultproxy.toxic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A stream whose time stands still until the test moves it, and that writes down what a stage does and when. */
final class TestingStageContext implements StageContext {

    private final List<String> events = new ArrayList<>();
    private final List<Pending> pending = new ArrayList<>();
    private final RandomGenerator random = new SplittableRandom(7);
    private Stage stage;
    private @Nullable Object kept;
    private boolean otherEnded;
    private long now = -5; // Nothing may depend on where System.nanoTime() begins.
    private boolean endPending;

    private record Pending(long dueNanos, Runnable action) {}

    TestingStageContext(String type, Map<String, ?> attributes) {
        stage = ToxicType.named(type).orElseThrow().create(attributes).stage(this);
    }

    Stage stage() {
        return stage;
    }

    /** What has been done so far: {@code millis: what}. */
    List<String> events() {
        return events;
    }

    TestingStageContext send(String text) {
        stage.data(new Chunk(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII), now));
        return this;
    }

    TestingStageContext finish() {
        endPending = true;
        stage.end();
        return this;
    }

    TestingStageContext remove() {
        stage.removed();
        stop();
        return this;
    }

    TestingStageContext stop() {
        stage.stop().forEach(this::pass);
        return this;
    }

    /** Lets time pass, and whatever is due in it happen at its time. */
    TestingStageContext advance(Duration time) {
        long until = now + time.toNanos();
        while (true) {
            var next = pending.stream()
                    .filter(timer -> timer.dueNanos <= until)
                    .min(Comparator.comparingLong(Pending::dueNanos));
            if (next.isEmpty()) {
                now = until;
                return this;
            }
            pending.remove(next.get());
            now = Math.max(now, next.get().dueNanos);
            next.get().action.run();
        }
    }

    TestingStageContext advanceMillis(long millis) {
        return advance(Duration.ofMillis(millis));
    }

    private void record(String event) {
        events.add((now + 5) / 1_000_000 + ": " + event);
    }

    @Override
    public void pass(Chunk chunk) {
        record(chunk.data().toString(StandardCharsets.US_ASCII));
        chunk.release();
    }

    @Override
    public void end() {
        if (endPending) {
            endPending = false;
            record("end");
        }
    }

    @Override
    public void close() {
        record("close");
    }

    @Override
    public void reset() {
        record("reset");
    }

    @Override
    public void answer(ByteBuf bytes) {
        record("answer " + bytes.toString(StandardCharsets.US_ASCII));
        bytes.release();
    }

    @Override
    public <T> T kept(Class<T> type, Supplier<T> fresh) {
        if (kept == null) {
            kept = fresh.get();
        }
        return type.cast(kept);
    }

    @Override
    public boolean otherEnded() {
        return otherEnded;
    }

    TestingStageContext endOther() {
        otherEnded = true;
        stage.otherEnded();
        return this;
    }

    /** Changes the toxic, as the API does; what the old one held goes through the new one. */
    TestingStageContext change(String type, Map<String, ?> attributes) {
        var held = stage.stop();
        stage = ToxicType.named(type).orElseThrow().create(attributes).stage(this);
        held.forEach(stage::data);
        return this;
    }

    @Override
    public Timer after(long nanos, Runnable action) {
        var timer = new Pending(now + nanos, action);
        pending.add(timer);
        return () -> pending.remove(timer);
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }
}
