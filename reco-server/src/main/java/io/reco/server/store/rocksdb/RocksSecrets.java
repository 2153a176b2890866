package io.reco.server.store.rocksdb;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.reco.server.store.AtOnce;
import io.reco.server.store.SecretStore;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.db.Keys;
import io.reco.server.store.rocksdb.db.Rocks.Table;

/** Secrets among the metadata. */
final class RocksSecrets implements SecretStore {

    private final Database database;

    RocksSecrets(Database database) {
        this.database = database;
    }

    @Override
    public CompletableFuture<byte[]> getOrMake(String name, Supplier<byte[]> fresh) {
        return AtOnce.of(() -> keptOrMade(Keys.ofText("secret/" + name), fresh));
    }

    private synchronized byte[] keptOrMade(byte[] key, Supplier<byte[]> fresh) {
        byte[] kept = database.get(Table.META, key);
        if (kept != null) {
            return kept;
        }
        byte[] made = fresh.get().clone();
        database.writeSynced(write -> write.put(Table.META, key, made));
        return made;
    }
}
