package io.gauntlet.harness.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The classes that children of one kind load, parsed and laid out beforehand (application class data sharing, JEP 350), so
 * that they start in about half the time, which short experiments on few cores feel.
 *
 * <p>Java 17 writes such an archive as a JVM ends. So the first child of a kind writes one at its end, and whoever starts
 * later begins from it; the archive's name stands for all that it depends on. Where no archive can be written, children
 * start without. Thread-safe.
 */
final class ClassArchive {
    private static final String FOLDER = "class-archives";
    private static final String END = ".jsa";
    private static final Pattern DRAFT = Pattern.compile(".*\\.(\\d{1,18})\\.draft");

    /** Of one kind: after a rebuild the old ones are of no use, but two class paths may well take turns. */
    private static final int KEPT = 3;

    /** A JVM's words about its archives are for the log: standard output is for ours. */
    private static final List<String> QUIET = List.of("-Xlog:disable", "-Xlog:all=warning:stderr");

    private static final Set<Path> BEING_WRITTEN = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final Path draft;
    private final String kind;

    private ClassArchive(Path folder, String kind, String key) {
        this.kind = kind;
        this.file = folder.resolve(kind + "-" + key + END);
        this.draft =
                folder.resolve(kind + "-" + key + "." + ProcessHandle.current().pid() + ".draft");
    }

    /**
     * The archive of children with this main class; none where there can be none, as Java archives classes from jars alone.
     *
     * @param flags of their JVM
     */
    static Optional<ClassArchive> of(Path folder, String main, List<String> flags, String classPath) {
        try {
            Files.createDirectories(folder);
            if (!Files.isWritable(folder)) {
                return Optional.empty();
            }
            return Optional.of(new ClassArchive(folder, main, key(flags, classPath)));
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** Where archives lie: beside the jar that has this class. */
    static Optional<Path> folder() {
        return jarOf(ClassArchive.class.getName()).map(jar -> jar.resolveSibling(FOLDER));
    }

    /** The jar that has a class, if it is one. */
    static Optional<Path> jarOf(String className) {
        var resource = ClassLoader.getSystemResource(className.replace('.', '/') + ".class");
        if (resource == null || !resource.getProtocol().equals("jar")) {
            return Optional.empty();
        }
        var text = resource.getPath();
        return Optional.of(Path.of(java.net.URI.create(text.substring(0, text.indexOf("!/")))));
    }

    private static String key(List<String> flags, String classPath) throws IOException {
        var all = new StringBuilder(System.getProperty("java.home"))
                .append(System.getProperty("java.vm.version"))
                .append(flags);
        for (var entry : classPath.split(File.pathSeparator, -1)) {
            var jar = Path.of(entry);
            all.append('|').append(entry);
            if (Files.exists(jar)) {
                all.append(Files.size(jar)).append(Files.getLastModifiedTime(jar));
            }
        }
        try {
            var digest =
                    MessageDigest.getInstance("SHA-256").digest(all.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is required of every Java platform", e);
        }
    }

    /** Flags that begin from the archive; none while there is none. */
    List<String> reading() {
        return Files.isRegularFile(file)
                ? Stream.concat(Stream.of("-XX:SharedArchiveFile=" + file), QUIET.stream())
                        .toList()
                : List.of();
    }

    /** Whether the next child shall write it: there is none, and nobody here is at it. */
    boolean claim() {
        return !Files.isRegularFile(file) && BEING_WRITTEN.add(file);
    }

    /** Flags of the child that writes it; {@link #ended} must follow. */
    List<String> writing() {
        return Stream.concat(Stream.of("-XX:ArchiveClassesAtExit=" + draft), QUIET.stream())
                .toList();
    }

    /** The child that was to write it has ended; one that was killed may have written half of it. */
    void ended(boolean inPeace) {
        try {
            if (inPeace && Files.isRegularFile(draft)) {
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                prune();
            } else {
                Files.deleteIfExists(draft);
            }
        } catch (IOException | UncheckedIOException e) {
            // Without an archive children start as they did before.
        } finally {
            BEING_WRITTEN.remove(file);
        }
    }

    /** What is of no use any more: old archives of this kind, and drafts whose owner was killed. */
    private void prune() throws IOException {
        try (var all = Files.list(file.getParent())) {
            var files = all.toList();
            for (var other : files) {
                if (isOrphan(other.getFileName().toString())) {
                    Files.deleteIfExists(other);
                }
            }
            var old = files.stream()
                    .filter(other -> other.getFileName().toString().matches(kind + "-\\p{XDigit}+\\" + END))
                    .sorted(Comparator.comparing(ClassArchive::written).reversed())
                    .skip(KEPT)
                    .toList();
            for (var other : old) {
                Files.deleteIfExists(other);
            }
        }
    }

    private static boolean isOrphan(String name) {
        var draft = DRAFT.matcher(name);
        return draft.matches()
                && ProcessHandle.of(Long.parseLong(draft.group(1))).isEmpty();
    }

    private static java.nio.file.attribute.FileTime written(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
