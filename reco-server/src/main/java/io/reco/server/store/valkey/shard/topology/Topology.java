package io.reco.server.store.valkey.shard.topology;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.store.valkey.shard.node.Address;
import io.reco.server.store.valkey.shard.node.NodeFailure;
import io.reco.server.store.valkey.shard.node.Wires;
import io.reco.server.threads.Threads;

/**
 * What is known of a cluster, asked anew every two seconds and whenever somebody has reason to doubt it. Several processes are
 * asked, for one of them may have been cut off.
 */
public final class Topology implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Topology.class);

    private static final int ASKED_MAX = 5;

    /** As long as a process that hangs can hold up what the others say. */
    private static final Duration ANSWER = Duration.ofSeconds(1);

    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Wires wires;
    private final List<Address> seeds;
    private final Consumer<ClusterView> changed;
    private final Thread thread = Threads.daemon("store-topology", this::run);
    private volatile ClusterView view = ClusterView.NONE;
    private volatile @Nullable NodeFailure failure;
    private CompletableFuture<ClusterView> next = new CompletableFuture<>();
    private boolean asked;
    private int turn;

    /**
     * Knows nothing until it is started.
     *
     * @param seeds where at least one process of the cluster listens
     * @param changed takes each new view, on the one thread that asks
     */
    public Topology(Wires wires, List<Address> seeds, Consumer<ClusterView> changed) {
        this.wires = wires;
        this.seeds = List.copyOf(seeds);
        this.changed = changed;
    }

    public void start() {
        thread.start();
    }

    /** The newest. */
    public ClusterView view() {
        return view;
    }

    /** Why a process gave no answer, of those asked the one of which it was told last; null where all did. */
    public @Nullable NodeFailure failure() {
        return failure;
    }

    /** A view that was asked for after this call; at most ten a second are asked for. Fails once this is closed. */
    public synchronized CompletableFuture<ClusterView> renewed() {
        doubt();
        return next;
    }

    /** Has a new view asked for. */
    public synchronized void doubt() {
        asked = true;
        notifyAll();
    }

    private void run() {
        try {
            while (true) {
                CompletableFuture<ClusterView> promised = begin();
                refresh();
                promised.complete(view);
                pause(PAUSE);
            }
        } catch (InterruptedException e) {
            synchronized (this) {
                next.cancel(false);
            }
        }
    }

    /** Waits until there is a reason to ask; who asks from now on is promised a later answer. */
    private synchronized CompletableFuture<ClusterView> begin() throws InterruptedException {
        long end = System.nanoTime() + PERIOD.toNanos();
        for (long left = PERIOD.toNanos();
                !asked && left > 0 && view != ClusterView.NONE;
                left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        CompletableFuture<ClusterView> promised = next;
        asked = false;
        next = new CompletableFuture<>();
        return promised;
    }

    private static void pause(Duration duration) throws InterruptedException {
        Thread.sleep(duration.toMillis());
    }

    private void refresh() throws InterruptedException {
        List<ClusterView> views = new ArrayList<>();
        List<CompletableFuture<ClusterView>> answers = new ArrayList<>();
        List<Address> nodes = toAsk();
        nodes.forEach(node -> answers.add(ask(node)));
        long end = System.nanoTime() + ANSWER.toNanos();
        for (int i = 0; i < nodes.size(); i++) {
            try {
                views.add(answers.get(i).get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS));
            } catch (TimeoutException e) {
                wires.cut(nodes.get(i));
            } catch (ExecutionException e) {
                failure = NodeFailure.behind(e);
                log.debug("topology node={} gave no answer", nodes.get(i), e);
            }
        }
        if (!views.isEmpty()) {
            accept(ClusterView.merged(views));
        }
    }

    private CompletableFuture<ClusterView> ask(Address node) {
        return wires.to(node)
                .thenCompose(wire -> wire.send(ClusterView.QUESTION))
                .thenApply(answer -> ClusterView.of(answer, node));
    }

    /** Others each time, so that all have their turn. */
    private List<Address> toAsk() {
        Set<Address> known = new LinkedHashSet<>(view.addresses());
        known.removeAll(view.failed());
        known.addAll(seeds);
        List<Address> nodes = new ArrayList<>(known);
        Collections.rotate(nodes, -(turn++ % nodes.size()));
        return nodes.subList(0, Math.min(ASKED_MAX, nodes.size()));
    }

    private void accept(ClusterView now) {
        ClusterView before = view;
        view = now;
        for (ClusterView.Shard shard : now.shards()) {
            before.shards().stream()
                    .filter(last -> last.slots().equals(shard.slots()))
                    .filter(last -> !last.primary().equals(shard.primary()))
                    .forEach(last -> log.warn(
                            "store failover slots={} primary={} before={}",
                            shard.slots(),
                            shard.primary(),
                            last.primary()));
        }
        changed.accept(now);
    }

    /** Asks no more. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
