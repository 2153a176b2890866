package io.reco.server.store.rocksdb.lives;

import java.util.ArrayList;
import java.util.List;

import com.google.protobuf.InvalidProtocolBufferException;
import org.rocksdb.RocksDBException;

import io.reco.server.store.rocksdb.db.AtomicWrite;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.db.Keys;
import io.reco.server.store.rocksdb.db.Rocks.Table;
import io.reco.server.store.stored.StoredRemains;

/**
 * Erased readers of whom the disk may still have bytes: facts that the log keeps, and deleted values that wait for being
 * compacted away. Their ids are kept as long as the log has them anyway, by the position of the erasure, so that the places are
 * known that have to be compacted then.
 */
public final class Remains {

    private static final byte[] PREFIX = Keys.ofText("remains/");

    private Remains() {}

    /** Remembers an erasure at a position of the log. */
    static void put(AtomicWrite write, String reader, long position) throws RocksDBException {
        write.put(
                Table.META,
                key(position),
                StoredRemains.newBuilder().setReader(reader).build().toByteArray());
    }

    private static byte[] key(long position) {
        return Keys.joined(PREFIX, Keys.ofLong(position));
    }

    /**
     * An erased reader.
     *
     * @param position of the erasure in the log
     */
    public record Remain(long position, String reader) {}

    /** Those that were erased up to a position of the log, the oldest first, at most {@code limit}. */
    public static List<Remain> upTo(Database database, long position, int limit) {
        return database.look(Table.META, iterator -> {
            List<Remain> remains = new ArrayList<>();
            for (iterator.seek(PREFIX); iterator.isValid() && remains.size() < limit; iterator.next()) {
                byte[] key = iterator.key();
                if (!Keys.startsWith(key, PREFIX) || Keys.toLong(key, PREFIX.length) > position) {
                    break;
                }
                remains.add(new Remain(Keys.toLong(key, PREFIX.length), reader(iterator.value())));
            }
            return remains;
        });
    }

    private static String reader(byte[] stored) {
        try {
            return StoredRemains.parseFrom(stored).getReader();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a stored erasure is damaged", e);
        }
    }

    /** Forgets these. */
    public static void remove(Database database, List<Remain> remains) {
        database.writeUnsynced(write -> {
            for (Remain remain : remains) {
                write.delete(Table.META, key(remain.position));
            }
        });
    }
}
