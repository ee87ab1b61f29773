package io.gauntlet.lb.balance;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * 64-bit hashes of what requests and backends are known by: the same in every process, so that several balancers, and
 * one before and after a restart, agree. Stateless; made for even spreading, not against adversaries.
 */
public final class Hash {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /** How much of an IPv6 address is a network: a host may take another address in its /64 at any time (RFC 8981). */
    private static final int NETWORK_BYTES = 8;

    /** Where the IPv4 address begins in an IPv4-mapped IPv6 address (RFC 4291 section 2.5.5.2). */
    private static final int MAPPED = 12;

    private static final int IPV4_BYTES = 4;

    private Hash() {}

    /** Of a whole text. */
    public static long of(CharSequence text) {
        return of(text, text.length());
    }

    /** Of a text up to an end: FNV-1a over its characters, then mixed, since FNV leaves the upper bits of short ones alike. */
    public static long of(CharSequence text, int end) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < end; i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return mix(hash);
    }

    /** Of a client's address: all of an IPv4 address, mapped into IPv6 or not, and the /64 of any other IPv6 one. */
    public static long of(InetAddress client) {
        byte[] address = client.getAddress();
        if (mapped(address)) {
            // Their /64 is all zeros, so that all of them would be one client.
            address = Arrays.copyOfRange(address, MAPPED, MAPPED + IPV4_BYTES);
        }
        long hash = address.length;
        for (int i = 0; i < Math.min(address.length, NETWORK_BYTES); i++) {
            hash = (hash ^ (address[i] & 0xff)) * FNV_PRIME;
        }
        return mix(hash);
    }

    private static boolean mapped(byte[] address) {
        if (address.length != MAPPED + IPV4_BYTES || address[MAPPED - 1] != -1 || address[MAPPED - 2] != -1) {
            return false;
        }
        for (int i = 0; i < MAPPED - 2; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Spreads every bit over all (Stafford's variant 13, the finaliser of SplitMix64). */
    static long mix(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
