package io.gauntlet.lb.mutant;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;

/** Tells the end of an answer from that of an interim one. Not thread-safe. */
final class AnswerEnd {
    private boolean interim;

    /** Whether the answer ends with this message, the next of its connection. */
    boolean isAt(Object message) {
        if (message instanceof HttpResponse response) {
            interim = response.status().code() < 200;
        }
        return message instanceof LastHttpContent && !interim;
    }
}
