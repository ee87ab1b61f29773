package io.gauntlet.harness.report;

import io.gauntlet.harness.recording.RecordingFolder;
import io.gauntlet.harness.run.CheckRun;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What else lies in the run's folder about one check, by addresses relative to that folder. */
final class Links {
    /** A file that exists. */
    record Link(String name, String address) {}

    private Links() {}

    static List<Link> of(CheckRun check, Path folder) {
        List<Link> links = new ArrayList<>();
        check.gatling().filter(Files::exists).ifPresent(file -> links.add(link("Gatling's report", file, folder)));
        check.recording().stream()
                .flatMap(Links::files)
                .filter(Files::exists)
                .forEach(file -> links.add(link(String.valueOf(file.getFileName()), file, folder)));
        return links;
    }

    private static Stream<Path> files(RecordingFolder recording) {
        return Stream.of(recording.requests(), recording.arrivals(), recording.events(), recording.injector());
    }

    private static Link link(String name, Path file, Path folder) {
        var from = folder.toAbsolutePath().normalize();
        var relative = from.relativize(file.toAbsolutePath().normalize());
        List<String> steps = new ArrayList<>();
        relative.forEach(step -> steps.add(encoded(step.toString())));
        return new Link(name, String.join("/", steps));
    }

    /** As one segment of a path, RFC 3986, section 3.3. */
    private static String encoded(String step) {
        try {
            return new URI(null, null, "/" + step, null).toASCIIString().substring(1);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("file name: " + step + " (expected: one that an address can hold)", e);
        }
    }
}
