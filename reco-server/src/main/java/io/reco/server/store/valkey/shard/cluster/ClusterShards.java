package io.reco.server.store.valkey.shard.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import com.google.common.util.concurrent.Uninterruptibles;
import org.jspecify.annotations.Nullable;

import io.reco.server.domain.cluster.ClusterStatus;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.valkey.shard.Library;
import io.reco.server.store.valkey.shard.Shards;
import io.reco.server.store.valkey.shard.Step;
import io.reco.server.store.valkey.shard.node.Address;
import io.reco.server.store.valkey.shard.node.Command;
import io.reco.server.store.valkey.shard.node.Login;
import io.reco.server.store.valkey.shard.node.NodeFailure;
import io.reco.server.store.valkey.shard.node.Nodes;
import io.reco.server.store.valkey.shard.node.Slots;
import io.reco.server.store.valkey.shard.node.Wires;
import io.reco.server.store.valkey.shard.topology.ClusterView;
import io.reco.server.store.valkey.shard.topology.Topology;
import io.reco.server.store.valkey.shard.write.PendingStep;
import io.reco.server.store.valkey.shard.write.PrimaryWriter;
import io.reco.server.threads.Threads;

/** The shards of a Valkey Cluster. */
public final class ClusterShards implements Shards {

    private final Duration timeout;
    private final Nodes nodes;
    private final Wires wires;
    private final Functions functions;
    private final Topology topology;
    private final Looks looks;
    private final Map<Address, PrimaryWriter> writers = new ConcurrentHashMap<>();
    private final ExecutorService lanes = Executors.newCachedThreadPool(Threads.daemons("store-lane"));
    private final ExecutorService answers = Executors.newFixedThreadPool(
            Math.max(2, Runtime.getRuntime().availableProcessors()), Threads.daemons("store-answer"));
    private final Figures figures = new Figures();
    private volatile boolean closed;

    private ClusterShards(Library library, Duration timeout, List<Address> seeds, Login login) {
        this.timeout = timeout;
        this.nodes = new Nodes(login);
        this.wires = new Wires(nodes);
        this.functions = new Functions(library, wires);
        this.topology = new Topology(wires, seeds, this::changed);
        this.looks = new Looks(wires, this::unanswered);
    }

    /**
     * Comes in.
     *
     * @param timeout of each step, after which it fails
     * @param seeds where some of the processes listen, at least one of which is well
     */
    public static ClusterShards open(Library library, Duration timeout, List<Address> seeds, Login login) {
        ClusterShards shards = new ClusterShards(library, timeout, seeds, login);
        shards.topology.start();
        return shards;
    }

    /**
     * Looks whether the cluster is set up so that nothing acknowledged is lost.
     *
     * @param unchecked whether it is used all the same, which is said loudly
     * @throws io.reco.server.store.StoreException naming the first setting that is not as it has to be
     * @throws Refusal when nobody answers in time, but for a mistake of the settings
     */
    public void requireSafe(boolean unchecked) {
        try {
            ClusterView view = topology.renewed()
                    .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            if (view.addresses().isEmpty()) {
                throw NoAnswer.of(topology.failure());
            }
            Requirements.check(wires, view, unchecked);
        } catch (CompletionException e) {
            throw Refusal.unavailable("store: no process of the cluster answers", e);
        }
    }

    @Override
    public ClusterStatus status() {
        return figures.status(topology.view());
    }

    @Override
    public void whenFull(Consumer<List<String>> listener) {
        figures.whenFull(listener);
    }

    private void changed(ClusterView view) {
        writers.keySet().removeIf(address -> {
            boolean gone = !view.owns(address);
            if (gone) {
                wires.cut(address);
                figures.gone(address);
            }
            return gone;
        });
    }

    @Override
    public CompletableFuture<List<Object>> look(Step step) {
        PendingStep look = pending("FCALL_RO", step);
        ask(look);
        return look.done();
    }

    @Override
    public CompletableFuture<List<Object>> write(Step step) {
        PendingStep write = pending("FCALL", step);
        send(write);
        return write.done();
    }

    private PendingStep pending(String call, Step step) {
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(step.function().getBytes(UTF_8));
        arguments.add(Integer.toString(step.keys().size()).getBytes(UTF_8));
        arguments.addAll(step.keys());
        arguments.addAll(step.arguments());
        return new PendingStep(
                new Command(call, arguments),
                Slots.of(step.keys().get(0)),
                System.nanoTime() + timeout.toNanos(),
                this::answer);
    }

    /** Callers go on on threads that are not the network's, for they may have much to do. */
    private void answer(Runnable told) {
        try {
            answers.execute(told);
        } catch (RejectedExecutionException e) {
            told.run(); // closed
        }
    }

    private void ask(PendingStep look) {
        Optional<Address> primary = topology.view().ownerOf(look.slot());
        if (primary.isPresent()) {
            looks.ask(look, primary.get());
        } else {
            again(look, this::ask, "no primary is known");
        }
    }

    private void unanswered(PendingStep look, Address node, NodeFailure why) {
        if (why.kind() == NodeFailure.Kind.LOST) {
            again(look, this::ask, why.getMessage());
        } else {
            undone(look, node, why, this::ask);
        }
    }

    private void send(PendingStep write) {
        Optional<Address> primary = topology.view().ownerOf(write.slot());
        if (primary.isEmpty()) {
            again(write, this::send, "no primary is known");
            return;
        }
        try {
            writers.computeIfAbsent(primary.get(), this::writer).add(write);
        } catch (RejectedExecutionException e) {
            write.fail(closed());
        }
    }

    private PrimaryWriter writer(Address primary) {
        return new PrimaryWriter(
                primary, nodes, lanes, (write, why) -> undone(write, primary, why, this::send), figures::acknowledged);
    }

    /** A write that may have been done is not done again: its caller has to know. */
    private void undone(PendingStep step, Address node, NodeFailure why, Consumer<PendingStep> retry) {
        switch (why.kind()) {
            case NO_FUNCTION -> {
                var unused = functions.load(node).whenComplete((nothing, failure) -> {
                    if (failure == null) {
                        retry.accept(step);
                    } else {
                        undone(step, node, NodeFailure.behind(failure), retry);
                    }
                });
            }
            case ELSEWHERE, NOT_NOW, UNSENT -> again(step, retry, why.getMessage());
            case FULL -> {
                figures.full(node);
                refuse(
                        step,
                        "full",
                        Refusal.storageFull("store: " + node + " has no memory left (expected: some)", why));
            }
            case ERROR -> step.fail(new IllegalStateException(why.getMessage(), why));
            case LOST -> {
                topology.doubt();
                refuse(step, "unacknowledged", Refusal.unavailable("store: " + why.getMessage(), why));
            }
        }
    }

    private void refuse(PendingStep step, String why, Refusal refusal) {
        figures.refused(why);
        step.fail(refusal);
    }

    /** To whoever has the keys, as the cluster sees it from now on. */
    private void again(PendingStep step, Consumer<PendingStep> retry, @Nullable String why) {
        if (closed) {
            step.fail(closed());
        } else if (step.expired()) {
            refuse(step, "unreachable", Refusal.unavailable("store: " + why, null));
        } else {
            var unused = topology.renewed().whenComplete((view, failure) -> {
                if (failure == null) {
                    retry.accept(step);
                } else {
                    step.fail(closed());
                }
            });
        }
    }

    private static Refusal closed() {
        return Refusal.unavailable("store: closed", null);
    }

    @Override
    public void close() {
        closed = true;
        topology.close();
        looks.close();
        lanes.shutdownNow();
        Uninterruptibles.awaitTerminationUninterruptibly(lanes);
        nodes.close();
        answers.shutdown();
    }
}
