package io.reco.server.store.valkey.shard.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import io.reco.server.store.valkey.shard.ShardsStatus;
import io.reco.server.store.valkey.shard.node.Address;
import io.reco.server.store.valkey.shard.topology.ClusterView;

/** What became of steps, counted, and which primaries have no room. */
final class Figures {

    /** So long a primary that refused something for want of room is taken to have none. */
    private static final Duration FULL = Duration.ofSeconds(2);

    private final Map<Address, Integer> copies = new ConcurrentHashMap<>();
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final LongAdder refused = new LongAdder();

    /** When each of these refused something last for want of room. */
    private final Map<Address, Long> full = new ConcurrentHashMap<>();

    private final List<Consumer<List<String>>> listeners = new CopyOnWriteArrayList<>();

    /** A group is on so many processes. That it found room says little where others just did not, for some steps need none. */
    void acknowledged(Address primary, int processes, long took) {
        copies.put(primary, processes);
        acknowledged.increment();
        nanos.add(took);
        Long refusedNanos = full.get(primary);
        if (refusedNanos != null
                && System.nanoTime() - refusedNanos > FULL.toNanos()
                && full.remove(primary, refusedNanos)) {
            tell();
        }
    }

    void refused() {
        refused.increment();
    }

    void full(Address primary) {
        if (full.put(primary, System.nanoTime()) == null) {
            tell();
        }
    }

    /** Others have these slots from now on, or nobody. */
    void gone(Address primary) {
        copies.remove(primary);
        if (full.remove(primary) != null) {
            tell();
        }
    }

    void whenFull(Consumer<List<String>> listener) {
        listeners.add(listener);
        tell();
    }

    private synchronized void tell() {
        List<String> primaries =
                new ArrayList<>(full.keySet().stream().map(Address::toString).sorted().toList());
        listeners.forEach(listener -> listener.accept(primaries));
    }

    ShardsStatus status(ClusterView view) {
        Map<String, Integer> byShard = new HashMap<>();
        for (ClusterView.Shard shard : view.shards()) {
            Integer processes = copies.get(shard.primary());
            if (processes != null) {
                byShard.put(shard.slots(), processes);
            }
        }
        return new ShardsStatus(
                byShard,
                acknowledged.sum(),
                nanos.sum(),
                refused.sum(),
                view.addresses().size(),
                view.failed().size());
    }
}
