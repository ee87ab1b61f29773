package io.gauntlet.faultproxy.link;

/** How a stream came to its end. */
enum Ending {
    /** The peer has closed its side in peace. */
    FIN,
    /** The peer has reset the connection, or it broke. */
    RESET
}
