package io.gauntlet.harness.report;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;

/** Pages made of templates among the resources; what stands in them is escaped. */
public final class HtmlPage {
    private HtmlPage() {}

    /**
     * The text of a page.
     *
     * @param folder of the templates, from the class path's root, with a slash at its end
     * @param template its name, without {@code .html}
     */
    public static String text(String folder, String template, Map<String, Object> page) {
        var loader = new ClasspathLoader(HtmlPage.class.getClassLoader());
        loader.setPrefix(folder);
        loader.setSuffix(".html");
        var engine = new PebbleEngine.Builder()
                .loader(loader)
                .strictVariables(true)
                .defaultLocale(Locale.ROOT)
                .build();
        var text = new StringWriter();
        try {
            engine.getTemplate(template).evaluate(text, page);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + template + ".html: " + e.getMessage(), e);
        }
        return text.toString();
    }
}
