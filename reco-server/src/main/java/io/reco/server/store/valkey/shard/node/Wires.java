package io.reco.server.store.valkey.shard.node;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** One connection a process, for short questions of everybody. */
public final class Wires {

    private final Nodes nodes;
    private final Map<Address, CompletableFuture<Connection>> wires = new ConcurrentHashMap<>();

    public Wires(Nodes nodes) {
        this.nodes = nodes;
    }

    /** The one that is there, or a new one. Fails as {@link Nodes#open}. */
    public CompletableFuture<Connection> to(Address node) {
        return wires.compute(node, (key, wire) -> wire == null || broken(wire) ? nodes.open(key) : wire);
    }

    private static boolean broken(CompletableFuture<Connection> wire) {
        return wire.isCompletedExceptionally() || (wire.isDone() && !wire.join().isOpen());
    }

    /** Ends the connection to a process that does not answer, or not for its cluster any more; what it was asked is lost. */
    public void cut(Address node) {
        CompletableFuture<Connection> wire = wires.remove(node);
        if (wire != null) {
            var unused = wire.thenAccept(Connection::close);
        }
    }
}
