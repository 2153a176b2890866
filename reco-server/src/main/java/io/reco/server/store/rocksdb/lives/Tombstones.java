package io.reco.server.store.rocksdb.lives;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.google.protobuf.InvalidProtocolBufferException;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

import io.reco.server.domain.IdKeys;
import io.reco.server.store.life.Lineage;
import io.reco.server.store.rocksdb.db.AtomicWrite;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.db.Keys;
import io.reco.server.store.rocksdb.db.Rocks.Table;
import io.reco.server.store.stored.StoredErasure;

/** Who was erased, and when. As long as nobody was, nothing is looked up. Reading is for all threads. */
public final class Tombstones {

    private final Database database;
    private final IdKeys ids;
    private volatile boolean any;

    public Tombstones(Database database, IdKeys ids) {
        this.database = database;
        this.ids = ids;
        this.any = database.look(Table.ERASURES, iterator -> {
            iterator.seekToFirst();
            return iterator.isValid();
        });
    }

    /** By id those of these readers who were erased, and when, milliseconds since 1970 UTC. */
    public Map<String, Long> erasedMs(Collection<String> readers) {
        if (!any || readers.isEmpty()) {
            return Map.of();
        }
        List<String> asked = List.copyOf(readers);
        List<byte[]> keys = new ArrayList<>(asked.size());
        asked.forEach(reader -> keys.add(key(reader)));
        List<byte @Nullable []> found = database.getAll(Table.ERASURES, keys);
        Map<String, Long> erasedMs = new HashMap<>();
        for (int i = 0; i < asked.size(); i++) {
            byte[] stored = found.get(i);
            if (stored != null) {
                erasedMs.put(asked.get(i), erasedMs(stored));
            }
        }
        return erasedMs;
    }

    /** When a reader was erased last; {@link Lineage#NEVER} for never. */
    long erasedMs(String reader) {
        return erasedMs(List.of(reader)).getOrDefault(reader, Lineage.NEVER);
    }

    private byte[] key(String reader) {
        return Keys.ofLong(ids.ofReader(reader));
    }

    private static long erasedMs(byte[] stored) {
        try {
            return StoredErasure.parseFrom(stored).getErasedMs();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a stored erasure is damaged", e);
        }
    }

    void put(AtomicWrite write, String reader, long erasedMs) throws RocksDBException {
        any = true;
        write.put(
                Table.ERASURES,
                key(reader),
                StoredErasure.newBuilder().setErasedMs(erasedMs).build().toByteArray());
    }

    /**
     * Forgets some of those that are old. For the thread alone that appends facts.
     *
     * @param from key of the first one to look at; empty for the first one
     * @param limit so many are looked at, at most
     * @return the key to go on from; none after the last one
     */
    public Optional<byte[]> removeOld(byte[] from, int limit, long beforeMs) {
        List<byte[]> old = new ArrayList<>();
        Optional<byte[]> next = database.look(Table.ERASURES, iterator -> {
            iterator.seek(from);
            for (int i = 0; i < limit && iterator.isValid(); i++, iterator.next()) {
                if (erasedMs(iterator.value()) < beforeMs) {
                    old.add(iterator.key());
                }
            }
            return iterator.isValid() ? Optional.of(iterator.key()) : Optional.empty();
        });
        database.writeUnsynced(write -> {
            for (byte[] key : old) {
                write.delete(Table.ERASURES, key);
            }
        });
        return next;
    }

    /**
     * Lets no erasure be after this time. Of a store that is not open.
     *
     * @return how many were
     */
    public static int cutTimes(Database database, long nowMs) {
        List<byte[]> ahead = database.scan(Table.ERASURES, iterator -> {
            List<byte[]> keys = new ArrayList<>();
            for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                if (erasedMs(iterator.value()) > nowMs) {
                    keys.add(iterator.key());
                }
            }
            return keys;
        });
        byte[] now = StoredErasure.newBuilder().setErasedMs(nowMs).build().toByteArray();
        ahead.forEach(key -> database.writeUnsynced(write -> write.put(Table.ERASURES, key, now)));
        return ahead.size();
    }
}
