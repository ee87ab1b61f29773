package io.gauntlet.lb.tls;

import java.util.List;

/** What a handshake needs, made of files as they were at one moment. Immutable. */
interface Secrets {
    /** The same for the same content of the files. */
    String fingerprint();

    /** Those that are shown to the other side. */
    List<Credential> credentials();
}
