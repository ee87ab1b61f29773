package io.gauntlet.backends.server;

import io.gauntlet.backends.behaviour.Capacity;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lets so many requests at a time be worked on, and keeps so many more in the order of their coming. Owned by the
 * backend's IO thread.
 */
final class Gate {

    /** What became of a request that asked to be let in. */
    enum Admission {
        ENTERED,
        WAITING,
        REFUSED
    }

    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int working;

    /** Asks for a place; a request that has to wait is called when its turn comes. */
    Admission enter(Capacity capacity, Runnable whenLetIn) {
        if (free(capacity)) {
            working++;
            return Admission.ENTERED;
        }
        if (waiting.size() < capacity.queue()) {
            waiting.add(whenLetIn);
            return Admission.WAITING;
        }
        return Admission.REFUSED;
    }

    /** Gives a place back to whoever is the next. */
    void leave(Capacity capacity) {
        working--;
        letIn(capacity);
    }

    /** Somebody waits no longer. */
    void withdraw(Runnable whenLetIn) {
        waiting.remove(whenLetIn);
    }

    /** Lets in whoever may; also to be called when the capacity has grown. */
    void letIn(Capacity capacity) {
        while (free(capacity)) {
            Runnable next = waiting.poll();
            if (next == null) {
                return;
            }
            working++;
            next.run();
        }
    }

    private boolean free(Capacity capacity) {
        return capacity.concurrent() == 0 || working < capacity.concurrent();
    }
}
