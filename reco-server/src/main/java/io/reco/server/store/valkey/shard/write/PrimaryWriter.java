package io.reco.server.store.valkey.shard.write;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.valkey.shard.node.Address;
import io.reco.server.store.valkey.shard.node.NodeFailure;
import io.reco.server.store.valkey.shard.node.Nodes;

/**
 * Writes to one primary, over a few connections. Steps that wait while all of these are busy share the next one, as a group, so
 * that a large group does not hold up what comes after it. Steps under way at the same time are done in any order.
 */
public final class PrimaryWriter {

    static final int LANES = 4;
    static final int GROUP_STEPS_MAX = 512;
    private static final int QUEUED_MAX = 65_536;

    private final Executor threads;
    private final Deque<PendingStep> queue = new ArrayDeque<>();
    private final Deque<Lane> idle = new ArrayDeque<>();

    /**
     * Has no connections until it needs them.
     *
     * @param threads runs each lane while it has work, which may wait for the network
     * @param undone takes what was not done, or perhaps not, and why
     */
    public PrimaryWriter(
            Address primary,
            Nodes nodes,
            Executor threads,
            BiConsumer<PendingStep, NodeFailure> undone,
            Acknowledgements acknowledgements) {
        this.threads = threads;
        Set<String> met = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < LANES; i++) {
            idle.add(new Lane(primary, nodes, this, undone, acknowledgements, met));
        }
    }

    public void add(PendingStep write) {
        Lane lane;
        synchronized (this) {
            if (queue.size() >= QUEUED_MAX) {
                write.fail(
                        Refusal.unavailable("store: more than " + QUEUED_MAX + " steps wait (expected: fewer)", null));
                return;
            }
            queue.add(write);
            lane = idle.poll();
        }
        if (lane != null) {
            threads.execute(lane);
        }
    }

    /** What a lane does next; where nothing is left, the lane is idle. */
    synchronized List<PendingStep> take(Lane lane) {
        List<PendingStep> group = new ArrayList<>();
        while (!queue.isEmpty() && group.size() < GROUP_STEPS_MAX) {
            group.add(queue.remove());
        }
        if (group.isEmpty()) {
            idle.push(lane); // the one that worked last, with its open connection, is the next one to work
        }
        return group;
    }
}
