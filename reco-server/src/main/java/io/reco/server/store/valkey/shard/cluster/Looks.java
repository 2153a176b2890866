package io.reco.server.store.valkey.shard.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.valkey.shard.node.Address;
import io.reco.server.store.valkey.shard.node.NodeFailure;
import io.reco.server.store.valkey.shard.node.Wires;
import io.reco.server.store.valkey.shard.write.PendingStep;
import io.reco.server.threads.Threads;

/** Steps that change nothing, over one connection a process, and the end of those that are not answered in time. */
final class Looks implements AutoCloseable {

    private static final Duration PERIOD = Duration.ofMillis(50);

    /** Takes what was not answered, and why. */
    interface Unanswered {
        void accept(PendingStep look, Address node, NodeFailure why);
    }

    private final Wires wires;
    private final Unanswered unanswered;
    private final Map<PendingStep, Address> underWay = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(Threads.daemons("store-looks"));

    Looks(Wires wires, Unanswered unanswered) {
        this.wires = wires;
        this.unanswered = unanswered;
        var unused =
                timer.scheduleWithFixedDelay(this::expire, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    void ask(PendingStep look, Address node) {
        underWay.put(look, node);
        var unused = wires.to(node)
                .thenCompose(wire -> wire.send(look.command()))
                .whenComplete((answer, failure) -> {
                    if (underWay.remove(look) == null) {
                        return; // too late
                    }
                    if (failure == null) {
                        look.succeed(answer);
                    } else {
                        unanswered.accept(look, node, NodeFailure.behind(failure));
                    }
                });
    }

    private void expire() {
        underWay.forEach((look, node) -> {
            if (look.expired() && underWay.remove(look) != null) {
                wires.cut(node);
                unanswered.accept(look, node, NodeFailure.lost(node + " does not answer", null));
            }
        });
    }

    @Override
    public void close() {
        timer.shutdownNow();
        for (PendingStep look : List.copyOf(underWay.keySet())) {
            if (underWay.remove(look) != null) {
                look.fail(Refusal.unavailable("store: closed", null));
            }
        }
    }
}
