package io.reco.server.store.valkey.shard.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.reco.server.store.valkey.shard.Library;
import io.reco.server.store.valkey.shard.node.Address;
import io.reco.server.store.valkey.shard.node.Command;
import io.reco.server.store.valkey.shard.node.NodeFailure;
import io.reco.server.store.valkey.shard.node.Wires;

/** Brings the functions to primaries that do not have them; these hand them on to their replicas, before what calls them. */
final class Functions {

    private final Library library;
    private final Wires wires;
    private final Map<Address, CompletableFuture<Void>> loading = new ConcurrentHashMap<>();

    Functions(Library library, Wires wires) {
        this.library = library;
        this.wires = wires;
    }

    /** Once for all who ask at the same time; that another server did it is as good. */
    CompletableFuture<Void> load(Address primary) {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> first = loading.putIfAbsent(primary, mine);
        if (first != null) {
            return first;
        }
        var unused = wires.to(primary).thenCompose(wire -> wire.send(command())).whenComplete((name, failure) -> {
            loading.remove(primary);
            if (failure == null || NodeFailure.behind(failure).saysAlreadyThere()) {
                mine.complete(null);
            } else {
                mine.completeExceptionally(failure);
            }
        });
        return mine;
    }

    private Command command() {
        return new Command(
                "FUNCTION", List.of("LOAD".getBytes(UTF_8), library.source().getBytes(UTF_8)));
    }
}
