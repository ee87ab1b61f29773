package io.gauntlet.harness.product.apache;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the balancer-manager says in its XML.
 *
 * @param nonce what it wants to see in the next order
 * @param states its words for each worker, such as {@code Init Drn}, by the worker's name
 * @param factors load factors by the worker's name
 */
record Workers(String nonce, Map<String, String> states, Map<String, Double> factors) {
    private static final Pattern NONCE = Pattern.compile("<httpd:nonce>([^<]{1,100})");
    private static final Pattern WORKER = Pattern.compile("(?s)<httpd:worker>(.*?)</httpd:worker>");

    Workers {
        states = Map.copyOf(states);
        factors = Map.copyOf(factors);
    }

    /** What a page says; nothing is known from one that is no such page. */
    static Workers in(String xml) {
        Map<String, String> states = new HashMap<>();
        Map<String, Double> factors = new HashMap<>();
        var worker = WORKER.matcher(xml);
        while (worker.find()) {
            var text = worker.group(1);
            var name = element(text, "name");
            states.put(name, element(text, "status"));
            factors.put(name, number(element(text, "loadfactor")));
        }
        var nonce = NONCE.matcher(xml);
        return new Workers(nonce.find() ? nonce.group(1) : "", states, factors);
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private static String element(String xml, String name) {
        var match = Pattern.compile("<httpd:" + name + ">([^<]{0,300})").matcher(xml);
        return match.find() ? match.group(1).strip() : "";
    }

    boolean has(String worker) {
        return states.containsKey(worker);
    }

    boolean draining(String worker) {
        return Optional.ofNullable(states.get(worker)).orElse("").contains("Drn");
    }

    /** Whether its load factor is this one, as far as is printed. */
    boolean weighs(String worker, double factor) {
        var present = factors.get(worker);
        return present != null && Math.abs(present - factor) < 0.01;
    }
}
