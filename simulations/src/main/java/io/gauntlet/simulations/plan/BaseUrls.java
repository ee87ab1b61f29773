package io.gauntlet.simulations.plan;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads where the traffic goes: {@code baseUrl}, or {@code baseUrls}, never both. Stateless. */
final class BaseUrls {
    private static final String ONE = "baseUrl";
    private static final String SEVERAL = "baseUrls";
    private static final String EXPECTED = "http://host:port or https://host:port";
    private static final int MAX = 64;

    private BaseUrls() {}

    static List<String> read(Keys keys) {
        if (keys.has(ONE) && keys.has(SEVERAL)) {
            throw BadPlanException.of(ONE, "given beside " + SEVERAL, "one of the two");
        }
        if (keys.has(SEVERAL)) {
            return several(keys);
        }
        if (!keys.has(ONE)) {
            throw BadPlanException.of(ONE, "absent", "a text, or " + SEVERAL + ": a list of texts");
        }
        String text = keys.text(ONE);
        return List.of(clean(text, parsed(ONE, text)));
    }

    private static List<String> several(Keys keys) {
        List<String> texts = keys.texts(SEVERAL, MAX);
        List<String> urls = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < texts.size(); i++) {
            String key = SEVERAL + "[" + i + "]";
            URI uri = parsed(key, texts.get(i));
            String url = clean(texts.get(i), uri);
            if (!seen.add(place(url, uri))) {
                throw BadPlanException.of(key, texts.get(i), "each URL once");
            }
            if (i > 0 && !scheme(url).equals(scheme(urls.get(0)))) {
                throw BadPlanException.of(key, texts.get(i), "the scheme of the first, " + scheme(urls.get(0)));
            }
            urls.add(url);
        }
        return urls;
    }

    private static URI parsed(String key, String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw BadPlanException.of(key, text, EXPECTED);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null) {
            throw BadPlanException.of(key, text, EXPECTED);
        }
        return uri;
    }

    /** The scheme in lower case, as others ask for it by its letters, and no slash at the end, as paths begin with one. */
    private static String clean(String text, URI uri) {
        String scheme = uri.getScheme();
        String url = scheme.toLowerCase(Locale.ROOT) + text.substring(scheme.length());
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private static String scheme(String url) {
        return url.substring(0, url.indexOf(':'));
    }

    /** Equal for two spellings of one place: the host's case and the scheme's own port make no difference. */
    private static String place(String url, URI uri) {
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme(url).equals("https") ? 443 : 80;
        URI clean = URI.create(url);
        return clean.getHost().toLowerCase(Locale.ROOT) + ":" + port + clean.getRawPath();
    }
}
