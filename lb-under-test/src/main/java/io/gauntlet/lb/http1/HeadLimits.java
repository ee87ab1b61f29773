package io.gauntlet.lb.http1;

/**
 * How much of a head is read before it is turned away.
 *
 * @param line bytes of the request target, with what stands before it
 * @param head bytes of the whole head; what is kept of an unfinished one is never more
 * @param fields number of header fields, or of trailer fields
 */
record HeadLimits(int line, int head, int fields) {
    static final HeadLimits OF_REQUESTS = new HeadLimits(8 * 1024, 16 * 1024, 100);

    /** Backends are our own side's, and some say a lot. */
    static final HeadLimits OF_ANSWERS = new HeadLimits(8 * 1024, 64 * 1024, 1_000);
}
