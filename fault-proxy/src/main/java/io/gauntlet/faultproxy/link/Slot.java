package io.gauntlet.faultproxy.link;

import io.gauntlet.faultproxy.toxic.Chunk;
import io.gauntlet.faultproxy.toxic.Stage;
import io.gauntlet.faultproxy.toxic.StageContext;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A toxic's place in a chain: keeps what outlives a change of the toxic (the draw of chance, an end not yet passed on).
 *
 * <p>Owned by the connection's event loop.
 */
final class Slot implements StageContext {

    private final Chain chain;
    private final RandomGenerator random;
    private final double draw;
    private NamedToxic toxic;
    private Stage stage;
    private @Nullable Slot next;
    private boolean endPending;
    private boolean endPassed;
    private boolean stopped;
    private @Nullable Timer flip;
    private @Nullable Object kept;

    Slot(Chain chain, NamedToxic toxic, Chance chance) {
        this.chain = chain;
        this.random = chance.generator();
        this.draw = random.nextDouble();
        this.toxic = toxic;
        this.stage = newStage();
        watchSchedule();
    }

    /** The draw is kept when the toxicity changes: more of it hits more connections, and spares none that it hit before. */
    private Stage newStage() {
        boolean hit = draw < toxic.toxicity() && toxic.schedule().on(nanoTime());
        return hit ? toxic.toxic().stage(this) : toxic.toxic().spared(this);
    }

    private void watchSchedule() {
        if (flip != null) {
            flip.cancel();
            flip = null;
        }
        if (!stopped && !endPassed && !toxic.schedule().always()) {
            flip = chain.after(toxic.schedule().nanosToChange(nanoTime()), () -> {
                replaceStage();
                watchSchedule();
            });
        }
    }

    NamedToxic toxic() {
        return toxic;
    }

    void linkTo(@Nullable Slot following) {
        next = following;
    }

    void data(Chunk chunk) {
        if (stopped) {
            chunk.release();
        } else {
            stage.data(chunk);
        }
    }

    void ended() {
        endPending = true;
        stage.end();
    }

    boolean full() {
        return stage.full();
    }

    /** Puts the changed toxic in the old one's place; what the old one held goes through the new one. */
    void change(NamedToxic changed) {
        toxic = changed;
        replaceStage();
        watchSchedule();
    }

    private void replaceStage() {
        if (endPassed || stopped) {
            return;
        }
        var held = stage.stop();
        stage = newStage();
        held.forEach(this::data);
        if (endPending && !stopped) {
            stage.end();
        }
    }

    void otherStreamEnded() {
        if (!stopped) {
            stage.otherEnded();
        }
    }

    /** Takes the toxic out; what it held goes on at once. */
    void remove() {
        stage.removed();
        if (stopped) {
            return;
        }
        stage.stop().forEach(this::pass);
        end();
        stopped = true;
        watchSchedule();
    }

    /** Takes the toxic out and gives back what it held. */
    List<Chunk> stop() {
        stopped = true;
        watchSchedule();
        return stage.stop();
    }

    @Override
    public void pass(Chunk chunk) {
        if (stopped) {
            chunk.release();
        } else if (next != null) {
            next.data(chunk);
        } else {
            chain.write(chunk.data());
        }
    }

    @Override
    public void end() {
        if (stopped || !endPending) {
            return;
        }
        endPending = false;
        endPassed = true;
        if (next != null) {
            next.ended();
        } else {
            chain.deliverEnd();
        }
    }

    @Override
    public void close() {
        chain.close();
    }

    @Override
    public void reset() {
        chain.reset();
    }

    @Override
    public void answer(ByteBuf bytes) {
        chain.answer(bytes);
    }

    /** One thing a toxic at most: a toxic never becomes one of another type. */
    @Override
    public <T> T kept(Class<T> type, Supplier<T> fresh) {
        if (kept == null) {
            kept = fresh.get();
        }
        return type.cast(kept);
    }

    @Override
    public boolean otherEnded() {
        return chain.otherEnded();
    }

    @Override
    public Timer after(long nanos, Runnable action) {
        return chain.after(nanos, action);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public RandomGenerator random() {
        return random;
    }
}
