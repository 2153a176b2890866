package io.reco.server.store.valkey.shard.write;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import io.reco.server.store.valkey.shard.node.Address;
import io.reco.server.store.valkey.shard.node.Command;
import io.reco.server.store.valkey.shard.node.Connection;
import io.reco.server.store.valkey.shard.node.NodeFailure;
import io.reco.server.store.valkey.shard.node.Nodes;
import io.reco.server.store.valkey.shard.topology.ClusterView;

/**
 * One connection to a primary and one group of steps at a time on it, for {@code WAIT} counts what its own connection wrote and
 * holds up whatever comes after it.
 */
final class Lane implements Runnable {

    /** So long a primary waits for its replicas before it is asked what it knows of them. */
    private static final Duration ROUND = Duration.ofMillis(200);

    /** So long the number of replicas that confirmed stands for all of them, once all were there. */
    private static final Duration TRUST = Duration.ofSeconds(1);

    private static final Duration PAUSE = Duration.ofMillis(5);

    private final Address primary;
    private final Nodes nodes;
    private final PrimaryWriter writer;
    private final BiConsumer<PendingStep, NodeFailure> undone;
    private final Acknowledgements acknowledgements;

    /** Ids of processes that were connected to the primary as replicas, of all its lanes. */
    private final Set<String> met;

    private @Nullable Connection connection;

    /** Of the primary's writes, since the connection is there. */
    private String history = "";

    /** Replicas that are to confirm; a guess until the primary was asked. */
    private int needed = 2;

    private boolean trusted;
    private long trustedNanos;

    Lane(
            Address primary,
            Nodes nodes,
            PrimaryWriter writer,
            BiConsumer<PendingStep, NodeFailure> undone,
            Acknowledgements acknowledgements,
            Set<String> met) {
        this.primary = primary;
        this.nodes = nodes;
        this.writer = writer;
        this.undone = undone;
        this.acknowledgements = acknowledgements;
        this.met = met;
    }

    @Override
    public void run() {
        for (List<PendingStep> group = writer.take(this); !group.isEmpty(); group = writer.take(this)) {
            List<PendingStep> waiting = new ArrayList<>(group);
            waiting.removeIf(this::tooLate);
            if (!waiting.isEmpty()) {
                write(waiting);
            }
        }
    }

    private boolean tooLate(PendingStep write) {
        boolean late = write.expired();
        if (late) {
            undone.accept(write, NodeFailure.unsent(primary + ": its turn did not come in time", null));
        }
        return late;
    }

    private void write(List<PendingStep> group) {
        long sent = System.nanoTime();
        long end = group.stream().mapToLong(PendingStep::endNanos).max().orElseThrow();
        Connection to;
        try {
            to = connected(end);
        } catch (NodeFailure e) {
            group.forEach(write -> undone.accept(write, e));
            return;
        }
        boolean quick = trusted && sent - trustedNanos < TRUST.toNanos();
        List<CompletableFuture<List<Object>>> answers = to.send(commands(group, quick));
        awaitAll(answers, end);
        List<Done> done = done(group, answers);
        if (done.isEmpty()) {
            return;
        }
        try {
            int copies = copies(quick, answers.subList(group.size(), answers.size()), sent, end);
            acknowledgements.acknowledged(primary, copies, System.nanoTime() - sent);
            done.forEach(each -> each.write().succeed(each.result()));
        } catch (NodeFailure e) {
            NodeFailure lost = NodeFailure.lost(primary + ": not acknowledged", e);
            done.forEach(each -> undone.accept(each.write(), lost));
        }
    }

    /** The connection, or a new one, of which the history is known from its begin. */
    private Connection connected(long end) {
        Connection now = connection;
        if (now == null || !now.isOpen()) {
            now = get(nodes.open(primary), end);
            connection = now;
            trusted = false;
            history = "";
        }
        if (history.isEmpty()) {
            try {
                history =
                        Replication.of(get(now.send(Replication.QUESTION), end)).id();
            } catch (NodeFailure e) {
                cut();
                throw NodeFailure.unsent(primary + ": does not answer", e);
            }
        }
        return now;
    }

    /** The steps, and then what shows that they are acknowledged: a number, or evidence. */
    private List<Command> commands(List<PendingStep> group, boolean quick) {
        List<Command> commands = new ArrayList<>(group.size() + 4);
        group.forEach(write -> commands.add(write.command()));
        if (quick) {
            commands.add(await());
        } else {
            commands.add(Replication.QUESTION);
            commands.addAll(round());
        }
        return commands;
    }

    private List<Command> round() {
        return List.of(await(), ClusterView.QUESTION, Replication.QUESTION);
    }

    private Command await() {
        return Command.of("WAIT", needed, ROUND.toMillis());
    }

    private record Done(PendingStep write, List<Object> result) {}

    private List<Done> done(List<PendingStep> group, List<CompletableFuture<List<Object>>> answers) {
        List<Done> done = new ArrayList<>();
        for (int i = 0; i < group.size(); i++) {
            PendingStep write = group.get(i);
            try {
                done.add(new Done(write, answers.get(i).join()));
            } catch (CompletionException e) {
                undone.accept(write, NodeFailure.behind(e));
            }
        }
        return done;
    }

    /**
     * Waits until what was sent is on all copies.
     *
     * @param answers to what {@link #commands} added to the steps
     * @return the number of copies
     */
    private int copies(boolean quick, List<CompletableFuture<List<Object>>> answers, long sent, long end) {
        Replication written;
        List<CompletableFuture<List<Object>>> round;
        if (quick) {
            long confirmed = (Long) get(answers.get(0), end).get(0);
            if (confirmed >= needed) {
                return 1 + (int) confirmed;
            }
            written = Replication.of(get(sendMore(List.of(Replication.QUESTION)).get(0), end));
            round = sendMore(round());
        } else {
            written = Replication.of(get(answers.get(0), end));
            round = answers.subList(1, answers.size());
        }
        Evidence evidence = evidence(written, round, end);
        while (!evidence.everyCopyHasIt()) {
            trusted = false;
            needed = evidence.needed();
            pause();
            evidence = evidence(written, sendMore(round()), end);
        }
        trusted = evidence.allThere();
        trustedNanos = sent;
        needed = evidence.needed();
        return evidence.copies();
    }

    private Evidence evidence(Replication written, List<CompletableFuture<List<Object>>> round, long end) {
        ClusterView own = ClusterView.of(get(round.get(1), end), primary);
        Replication now = Replication.of(get(round.get(2), end));
        met.addAll(own.ids(now.copied().keySet()));
        Evidence evidence = new Evidence(own, written, now, met);
        if (!evidence.sameHistory(history)) {
            cut();
            throw NodeFailure.lost(primary + ": was deposed", null);
        }
        return evidence;
    }

    private List<CompletableFuture<List<Object>>> sendMore(List<Command> commands) {
        Connection to = connection;
        if (to == null) {
            throw NodeFailure.lost(primary + ": connection lost", null);
        }
        return to.send(commands);
    }

    /** What was answered; who does not answer until the end is not talked to on this connection any more. */
    private <T> T get(CompletableFuture<T> answer, long end) {
        try {
            return answer.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw NodeFailure.behind(e);
        } catch (TimeoutException e) {
            cut();
            throw NodeFailure.lost(primary + ": no answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cut();
            throw NodeFailure.lost(primary + ": closed", e);
        }
    }

    /** Waits until all are answered, or failed because they are not. */
    private void awaitAll(List<CompletableFuture<List<Object>>> answers, long end) {
        CompletableFuture<Void> all = CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
        try {
            get(all, end);
        } catch (NodeFailure e) {
            all.handle((nothing, failure) -> failure).join(); // as some failed, or will, for the connection is closed
        }
    }

    private static void pause() {
        LockSupport.parkNanos(PAUSE.toNanos());
    }

    private void cut() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
