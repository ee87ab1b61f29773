package io.gauntlet.faultproxy.toxic;

/** An extension that decides about new connections as a whole and does nothing to the streams. Immutable. */
public sealed interface Gate extends Extension permits Blackhole, Down, LimitConnections {

    /** What becomes of a connection that the kernel has accepted. */
    enum Admission {
        /** It is connected to the upstream. */
        LET_IN,
        /** It is neither read nor connected until the toxic has gone. */
        HELD,
        /** It is closed at once with FIN. */
        CLOSED,
        /** It is closed at once with RST. */
        RESET
    }

    /** What a client meets at the listening address; of several gates the last in this order wins. */
    enum Door {
        /** The kernel accepts. */
        OPEN,
        /** SYNs are not answered, the queue being full; live connections go on. */
        SILENT,
        /** Nobody listens: refused; live connections are closed. */
        SHUT
    }

    /** Decides about one more connection; {@code live} counts those there are already. */
    default Admission admit(int live) {
        return Admission.LET_IN;
    }

    /** How the listening address is while the toxic is on; the same for all clients. */
    default Door door() {
        return Door.OPEN;
    }

    @Override
    default Stage stage(StageContext context) {
        return Toxic.none().stage(context);
    }
}
