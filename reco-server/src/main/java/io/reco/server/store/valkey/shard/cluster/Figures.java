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
import java.util.stream.Stream;

import io.reco.server.domain.cluster.ClusterStatus;
import io.reco.server.store.valkey.shard.node.Address;
import io.reco.server.store.valkey.shard.topology.ClusterView;

/** What became of steps, counted, and which primaries have no room. */
final class Figures {

    /** So long a primary that refused something for want of room is taken to have none. */
    private static final Duration FULL = Duration.ofSeconds(2);

    /** So long what the newest write met stands for what the next one would. */
    private static final Duration RECENT = Duration.ofSeconds(10);

    /** On how many processes a write was, and when. */
    private record Copies(int processes, long nanos) {}

    private final Map<Address, Copies> copies = new ConcurrentHashMap<>();
    private final Map<Integer, LongAdder> acknowledged = new ConcurrentHashMap<>();
    private final LongAdder nanos = new LongAdder();
    private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();

    /** When each of these refused something last for want of room. */
    private final Map<Address, Long> full = new ConcurrentHashMap<>();

    private final List<Consumer<List<String>>> listeners = new CopyOnWriteArrayList<>();

    /** A group is on so many processes. That it found room says little where others just did not, for some steps need none. */
    void acknowledged(Address primary, int processes, long took) {
        copies.put(primary, new Copies(processes, System.nanoTime()));
        acknowledged.computeIfAbsent(processes, unused -> new LongAdder()).increment();
        nanos.add(took);
        Long refusedNanos = full.get(primary);
        if (refusedNanos != null
                && System.nanoTime() - refusedNanos > FULL.toNanos()
                && full.remove(primary, refusedNanos)) {
            tell();
        }
    }

    void refused(String why) {
        refused.computeIfAbsent(why, unused -> new LongAdder()).increment();
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
        List<String> primaries = new ArrayList<>(
                full.keySet().stream().map(Address::toString).sorted().toList());
        listeners.forEach(listener -> listener.accept(primaries));
    }

    ClusterStatus status(ClusterView view) {
        List<Address> failed = view.failed();
        return new ClusterStatus(
                view.shards().stream().map(shard -> status(shard, failed)).toList(),
                new ClusterStatus.Writes(sums(acknowledged), nanos.sum() / 1e9, sums(refused)),
                view.addresses().size(),
                failed.size(),
                false,
                0);
    }

    private ClusterStatus.Shard status(ClusterView.Shard shard, List<Address> failed) {
        int there = (int) Stream.concat(Stream.of(shard.primary()), shard.replicas().stream())
                .filter(node -> !failed.contains(node))
                .count();
        Copies newest = copies.get(shard.primary());
        int known =
                newest == null || System.nanoTime() - newest.nanos() > RECENT.toNanos() ? there : newest.processes();
        return new ClusterStatus.Shard(
                shard.slots(),
                shard.primary().toString(),
                failed.contains(shard.primary()) ? 0 : Math.min(there, known));
    }

    private static <K> Map<K, Long> sums(Map<K, LongAdder> counts) {
        Map<K, Long> sums = new HashMap<>();
        counts.forEach((key, count) -> sums.put(key, count.sum()));
        return sums;
    }
}
