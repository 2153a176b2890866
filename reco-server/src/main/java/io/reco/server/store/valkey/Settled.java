package io.reco.server.store.valkey;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.reco.server.domain.refusal.Failures;
import io.reco.server.store.SecretStore;
import io.reco.server.store.StoreException;
import io.reco.server.store.valkey.layout.Answer;
import io.reco.server.store.valkey.layout.Arguments;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.shard.Shards;

/** What is decided once for the store as a whole, by the server that comes first: how it is laid out, and secrets. */
final class Settled implements SecretStore {

    private static final String SECRET = "secret:";
    private static final String FORMAT = "format";
    private static final String PARTITIONS = "partitions";
    private static final int VERSION = 1;

    private final Shards shards;

    Settled(Shards shards) {
        this.shards = shards;
    }

    /** Makes the store, or compares it with how it was made; a {@link StoreException} where it is another one. */
    void layout(int partitions) {
        require(FORMAT, VERSION, "that of this version");
        require(PARTITIONS, partitions, "as many as it was made with");
    }

    private void require(String name, int wanted, String what) {
        int found = Integer.parseInt(
                new Answer(Failures.join(settle(new Arguments().add(name).add(wanted)))).text(0));
        if (found != wanted) {
            throw StoreException.of("a cluster with " + name + " " + wanted, name + " " + found + ", " + what, null);
        }
    }

    private CompletableFuture<List<Object>> settle(Arguments arguments) {
        return shards.write(Functions.step("settle", List.of(Layout.store()), arguments));
    }

    @Override
    public CompletableFuture<byte[]> getOrMake(String name, Supplier<byte[]> fresh) {
        Arguments field = new Arguments().add(SECRET + name);
        return shards.look(Functions.step("settled", List.of(Layout.store()), field))
                .thenCompose(parts -> {
                    byte[] known = new Answer(parts).bytes(0);
                    // Written again where it is known: it may be on one copy only.
                    byte[] wanted = known.length > 0 ? known : fresh.get();
                    return settle(new Arguments().add(SECRET + name).add(wanted.clone()));
                })
                .thenApply(parts -> new Answer(parts).bytes(0).clone());
    }
}
