package io.gauntlet.harness.product;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The backends of a balancer, in order. */
public record Pool(List<Member> members) {
    public Pool {
        members = List.copyOf(members);
    }

    /**
     * All of these take part.
     *
     * @param weights one for each, in order; empty means equal
     */
    public static Pool of(Map<String, String> addresses, List<Integer> weights) {
        List<Member> members = new ArrayList<>();
        addresses.forEach((id, address) ->
                members.add(new Member(id, address, weights.isEmpty() ? 1 : weights.get(members.size()))));
        return new Pool(members);
    }

    /** By which two pools can be told apart. */
    public String fingerprint() {
        return Integer.toHexString(hashCode());
    }

    /** One by its id. */
    public Optional<Member> find(String id) {
        return members.stream().filter(member -> member.id().equals(id)).findFirst();
    }

    /** One that is there. */
    Member member(String id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("no backend " + id + " in the pool"));
    }

    /** The same members with these weights, one for each; empty means equal. */
    Pool weighing(List<Integer> weights) {
        List<Member> all = new ArrayList<>();
        for (var member : members) {
            all.add(member.weighing(weights.isEmpty() ? 1 : weights.get(all.size())));
        }
        return new Pool(all);
    }

    Pool with(Member added) {
        List<Member> all = new ArrayList<>(members);
        all.add(added);
        return new Pool(all);
    }

    Pool without(String id) {
        return new Pool(
                members.stream().filter(member -> !member.id().equals(id)).toList());
    }

    Pool changing(String id, UnaryOperator<Member> change) {
        return new Pool(members.stream()
                .map(member -> member.id().equals(id) ? change.apply(member) : member)
                .toList());
    }
}
