package io.gauntlet.backends.server;

import io.gauntlet.backends.behaviour.Ending;

/** What an answer in the making asks of its request. Owned by the connection's IO thread. */
interface Steps extends Failing {

    /** Goes on after this time, unless the request ends before. */
    void after(long micros, Runnable next);

    /** The point is reached where the answer is broken off. */
    void breakOff(Ending ending);

    /** Some bytes of the answer went to the client. */
    void written();

    /** All of the answer went out. */
    void answerWritten();
}
