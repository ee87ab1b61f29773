package io.gauntlet.lb.pool;

/** Whether a backend lives, be it ready for requests or not. */
public enum Liveness {
    /** Nothing that was heard tells. */
    UNKNOWN,
    /** It answers. */
    ALIVE,
    /** It says that it does not live, or nobody is there to say anything. */
    DEAD
}
