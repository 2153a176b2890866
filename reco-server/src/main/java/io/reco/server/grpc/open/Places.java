package io.reco.server.grpc.open;

import java.util.HashMap;
import java.util.Map;

/** So many places as there are in all, and of them so many for one of those that take them. */
final class Places {

    private final int max;
    private final int eachMax;
    /** Guarded by itself, as is the number of all. */
    private final Map<Object, Integer> taken = new HashMap<>();

    private int all;

    Places(int max, int eachMax) {
        this.max = max;
        this.eachMax = eachMax;
    }

    /** Whether there was one. */
    boolean take(Object taker) {
        synchronized (taken) {
            int before = taken.getOrDefault(taker, 0);
            if (all == max || before == eachMax) {
                return false;
            }
            all++;
            taken.put(taker, before + 1);
            return true;
        }
    }

    void release(Object taker) {
        synchronized (taken) {
            all--;
            taken.computeIfPresent(taker, (same, count) -> count == 1 ? null : count - 1);
        }
    }
}
