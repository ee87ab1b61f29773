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
    private boolean lettingIn;

    /** Asks for a place; a request that has to wait is called when its turn comes. */
    Admission enter(Capacity capacity, Runnable whenLetIn) {
        if (waiting.isEmpty() && free(capacity)) {
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

    /**
     * Lets in whoever may; also to be called when the capacity has grown. Who is let in may leave before his call returns,
     * which comes here again: then the loop that called him goes on, lest the stack grows with the queue.
     */
    void letIn(Capacity capacity) {
        if (lettingIn) {
            return;
        }
        lettingIn = true;
        try {
            while (free(capacity)) {
                Runnable next = waiting.poll();
                if (next == null) {
                    return;
                }
                working++;
                next.run();
            }
        } finally {
            lettingIn = false;
        }
    }

    private boolean free(Capacity capacity) {
        return capacity.concurrent() == 0 || working < capacity.concurrent();
    }
}
