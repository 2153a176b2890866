package io.reco.server.store.rocksdb;

import java.util.function.Supplier;

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
    public synchronized byte[] getOrMake(String name, Supplier<byte[]> fresh) {
        byte[] key = Keys.ofText("secret/" + name);
        byte[] kept = database.get(Table.META, key);
        if (kept != null) {
            return kept;
        }
        byte[] made = fresh.get().clone();
        database.writeSynced(write -> write.put(Table.META, key, made));
        return made;
    }
}
