package io.gauntlet.lb.http;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import java.util.function.BooleanSupplier;

/** Encodes answers; those to HEAD have no body, whatever their fields say. */
final class ResponseEncoder extends HttpResponseEncoder {
    private final BooleanSupplier head;

    /**
     * @param head whether the request that is being answered is a HEAD
     */
    ResponseEncoder(BooleanSupplier head) {
        this.head = head;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpResponse response) {
        return head.getAsBoolean() || super.isContentAlwaysEmpty(response);
    }
}
