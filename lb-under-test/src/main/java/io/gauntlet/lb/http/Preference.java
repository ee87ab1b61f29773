package io.gauntlet.lb.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether a client would rather have its answer as text or as JSON (RFC 9110 section 12.5.1). Stateless. */
final class Preference {
    private Preference() {}

    /** Whether text is liked better than JSON; who likes both as much, or says nothing, gets JSON. */
    static boolean text(@Nullable String accept) {
        return accept != null
                && quality(accept, "text/plain", "text/*") > quality(accept, "application/json", "application/*");
    }

    private static double quality(String accept, String type, String family) {
        int best = 0;
        double quality = 0;
        for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = range.split(";", -1);
            String name = parts[0].strip();
            // Browsers ask for HTML, and read text as well.
            int fit = name.equals(type) || (name.equals("text/html") && family.equals("text/*"))
                    ? 3
                    : name.equals(family) ? 2 : name.equals("*/*") ? 1 : 0;
            if (fit > best) {
                best = fit;
                quality = weight(parts);
            }
        }
        return quality;
    }

    private static double weight(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("q=")) {
                try {
                    return Double.parseDouble(parameter.substring(2));
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
