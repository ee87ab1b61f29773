package io.gauntlet.backends;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that Maven wrote into the jar. */
final class Version implements IVersionProvider {

    private static final String POM = "/META-INF/maven/io.gauntlet/fake-backends/pom.properties";

    @Override
    public String[] getVersion() throws IOException {
        Properties pom = new Properties();
        try (InputStream in = Version.class.getResourceAsStream(POM)) {
            if (in != null) {
                pom.load(in);
            }
        }
        return new String[] {"gauntlet-fake-backends " + pom.getProperty("version", "(not from a jar)")};
    }
}
