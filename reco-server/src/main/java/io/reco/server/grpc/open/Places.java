package io.reco.server.grpc.open;

import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;

import com.google.rpc.Code;
import io.grpc.StatusRuntimeException;

import io.reco.server.grpc.status.Statuses;

/** So many places for streams as there are in all, and of them so many for one connection. */
final class Places {

    private final int max;
    private final int perConnectionMax;
    /** Guarded by itself, as is the number of all. */
    private final Map<SocketAddress, Integer> taken = new HashMap<>();

    private int all;

    Places(int max, int perConnectionMax) {
        this.max = max;
        this.perConnectionMax = perConnectionMax;
    }

    /** Whether there was one, for a connection that is known by its caller's address and port. */
    boolean take(SocketAddress connection) {
        synchronized (taken) {
            int before = taken.getOrDefault(connection, 0);
            if (all == max || before == perConnectionMax) {
                return false;
            }
            all++;
            taken.put(connection, before + 1);
            return true;
        }
    }

    void release(SocketAddress connection) {
        synchronized (taken) {
            all--;
            taken.computeIfPresent(connection, (address, count) -> count == 1 ? null : count - 1);
        }
    }

    StatusRuntimeException refusal() {
        return Statuses.exception(
                Code.RESOURCE_EXHAUSTED,
                "streams of health and reflection: " + perConnectionMax + " are open on this connection, or " + max
                        + " of this server (expected: fewer)",
                "TOO_MANY_STREAMS",
                Map.of(
                        "streamsPerConnectionMax", Integer.toString(perConnectionMax),
                        "streamsMax", Integer.toString(max)));
    }
}
