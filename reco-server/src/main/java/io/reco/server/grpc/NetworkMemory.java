package io.reco.server.grpc;

import io.grpc.netty.shaded.io.netty.util.internal.PlatformDependent;

/**
 * Memory outside of the heap that the transport keeps bytes in. What requests and answers may hold of it is bounded call by
 * call; this is the bound of all of it, for what nobody thought of.
 */
public final class NetworkMemory {

    private static final String MAX = "io.grpc.netty.shaded.io.netty.maxDirectMemory";
    // Twice what requests and answers may hold, for pools have gaps.
    private static final int OF_HEAP = 2;
    private static final long LEAST_BYTES = 64 << 20;

    private NetworkMemory() {}

    /** Bounds it to half of the heap, unless somebody bounded it already. Of use only before the first connection. */
    static void bound() {
        if (System.getProperty(MAX) == null) {
            long bytes = Math.max(LEAST_BYTES, Runtime.getRuntime().maxMemory() / OF_HEAP);
            System.setProperty(MAX, Long.toString(bytes));
        }
    }

    /** What part of the bound is taken, 0..1. */
    public static double used() {
        bound(); // what is asked next makes it final
        long max = PlatformDependent.maxDirectMemory();
        return max <= 0 ? 0 : (double) Math.max(0, PlatformDependent.usedDirectMemory()) / max;
    }
}
