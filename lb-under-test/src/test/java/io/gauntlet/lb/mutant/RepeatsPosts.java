package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;

/** Takes a POST for something that may be done twice. */
final class RepeatsPosts implements Mutant {
    private static final int BAD_GATEWAY = 502;

    @Override
    public String name() {
        return "repeats-posts";
    }

    @Override
    public String defect() {
        return "a POST whose connection broke before the answer is sent again";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withClientFilters(() ->
                List.of(new Repeater(1, (method, status) -> method.equals(HttpMethod.POST) && status == BAD_GATEWAY)));
    }
}
