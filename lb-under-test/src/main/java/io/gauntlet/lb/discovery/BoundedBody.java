package io.gauntlet.lb.discovery;

import java.io.IOException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Takes a body up to a size, and breaks off one that is longer. Thread-safe, as its publisher calls it one at a time. */
final class BoundedBody implements BodySubscriber<byte[]> {
    private final int most;
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final List<ByteBuffer> parts = new ArrayList<>();
    private int size;
    private Flow.@Nullable Subscription subscription;

    private BoundedBody(int most) {
        this.most = most;
    }

    /** Takes the body of an answer with status 200; of any other one nothing, since its status says it all. */
    static BodyHandler<byte[]> atMost(int bytes) {
        return head -> new BoundedBody(head.statusCode() == 200 ? bytes : 0);
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription begun) {
        subscription = begun;
        if (most == 0) {
            begun.cancel();
            body.complete(new byte[0]);
            return;
        }
        begun.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> next) {
        if (body.isDone()) {
            return;
        }
        for (ByteBuffer part : next) {
            if (part.remaining() > most - size) {
                parts.clear();
                if (subscription != null) {
                    subscription.cancel();
                }
                body.completeExceptionally(
                        new IOException("an answer that is too large (expected: at most " + most + " bytes)"));
                return;
            }
            size += part.remaining();
            parts.add(part);
        }
    }

    @Override
    public void onError(Throwable failure) {
        body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        ByteBuffer whole = ByteBuffer.allocate(size);
        parts.forEach(whole::put);
        parts.clear();
        body.complete(whole.array());
    }
}
