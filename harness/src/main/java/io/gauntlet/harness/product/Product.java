package io.gauntlet.harness.product;

import io.gauntlet.harness.settings.Picking;
import io.gauntlet.harness.settings.Policy;
import io.gauntlet.harness.target.Capability;
import java.util.List;
import java.util.Map;

/**
 * A balancer that Gauntlet knows how to configure, start and drive; a package below this one each. Stateless.
 *
 * <p>What it lacks it says; nothing is faked.
 */
public interface Product {
    /** For the command line, print and folder names, such as {@code haproxy}. */
    String name();

    /** What to start. */
    Program program();

    /** Says a setup in the product's own words, as this version of it understands them. */
    Configuration configuration(Setup setup, Place place, Version version);

    /** How the program is started in the foreground. */
    List<String> command(String program, Place place);

    /** What it is declared to do when it is configured like this; weights are added by whoever asks. */
    Policy policy(Setup setup, Version version);

    /** How it picks when it is configured like this. */
    default Picking picks(Setup setup, Version version) {
        return Picking.ofAll(policy(setup, version).algorithm());
    }

    /** What it can't do, with the reason. */
    Map<Capability, String> lacks(Version version);

    /** How it is driven. */
    Driver driver(Site site);

    /** The full text of a resource beside its class. */
    default String resource(String name) {
        return Resources.text(getClass(), name);
    }
}
