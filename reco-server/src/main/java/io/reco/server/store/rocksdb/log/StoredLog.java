package io.reco.server.store.rocksdb.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import com.google.protobuf.InvalidProtocolBufferException;
import org.rocksdb.RocksDBException;

import io.reco.server.domain.Fact;
import io.reco.server.store.format.FactFormat;
import io.reco.server.store.rocksdb.db.AtomicWrite;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.db.Keys;
import io.reco.server.store.rocksdb.db.Moment;
import io.reco.server.store.rocksdb.db.Rocks.Table;
import io.reco.server.store.stored.StoredNewest;

/**
 * The log as it is stored: runs of facts, each under the position of its first. Runs, because a follower then decodes a
 * thousand facts for one step of the iterator.
 */
public final class StoredLog {

    /**
     * How far the log has come.
     *
     * @param position of the last fact, 0 when there never was one
     * @param acceptedMs the newest moment that any fact was accepted at, milliseconds since 1970 UTC; 0 when none was
     */
    public record Newest(long position, long acceptedMs) {}

    private static final byte[] NEWEST = Keys.ofText("newest");

    private final Database database;

    public StoredLog(Database database) {
        this.database = database;
    }

    public Newest newest() {
        byte[] stored = database.get(Table.META, NEWEST);
        return stored == null ? new Newest(0, 0) : newest(stored);
    }

    /** How far it had come at a moment. */
    public static Newest newest(Moment moment) {
        return moment.get(Table.META, NEWEST).map(StoredLog::newest).orElse(new Newest(0, 0));
    }

    private static Newest newest(byte[] bytes) {
        try {
            StoredNewest stored = StoredNewest.parseFrom(bytes);
            return new Newest(stored.getPosition(), stored.getAcceptedMs());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the log's end is damaged", e);
        }
    }

    static void write(Newest newest, AtomicWrite write) throws RocksDBException {
        StoredNewest stored = StoredNewest.newBuilder()
                .setPosition(newest.position())
                .setAcceptedMs(newest.acceptedMs())
                .build();
        write.put(Table.META, NEWEST, stored.toByteArray());
    }

    /** Position before the first fact that is there. */
    public long oldest() {
        long newest = newest().position();
        return database.scan(Table.LOG, iterator -> {
            iterator.seekToFirst();
            return iterator.isValid() ? Keys.toLong(iterator.key()) - 1 : newest;
        });
    }

    /**
     * How far the log, from its beginning on, holds nothing but whole runs that were accepted before a moment.
     *
     * @param oldest position before the first fact
     * @param last no run goes that holds a fact after this position
     * @param runs so many are looked at, at most
     * @return the position of the last fact of those runs; {@code oldest} when there is none
     */
    public long oldUpTo(long oldest, long last, long beforeMs, int runs) {
        long newest = newest().position();
        return database.look(Table.LOG, iterator -> {
            long upTo = oldest;
            iterator.seek(Keys.ofLong(oldest + 1));
            for (int i = 0; i < runs && iterator.isValid(); i++) {
                boolean old = FactFormat.acceptedMs(iterator.value()) < beforeMs;
                iterator.next();
                long end = iterator.isValid() ? Keys.toLong(iterator.key()) - 1 : newest;
                if (!old || end > last) {
                    return upTo;
                }
                upTo = end;
            }
            return upTo;
        });
    }

    /** Removes the runs whose facts are those after position {@code after} up to {@code last}. */
    public void remove(long after, long last) {
        database.removeRange(Table.LOG, Keys.ofLong(after + 1), Keys.ofLong(last + 1));
    }

    /**
     * Lets no time be after this one: those of acceptance, of events, and of articles' beginnings. Of a store that is not open.
     *
     * @return how many runs were rewritten
     */
    public int cutTimes(long nowMs) {
        List<byte[]> ahead = new ArrayList<>();
        var unused = database.scan(Table.LOG, iterator -> {
            for (iterator.seekToLast(); iterator.isValid(); iterator.prev()) {
                if (FactFormat.acceptedMs(iterator.value()) <= nowMs) {
                    return true; // and so were all before
                }
                ahead.add(iterator.key());
            }
            return true;
        });
        for (byte[] key : ahead) {
            byte[] run = database.get(Table.LOG, key);
            if (run != null) {
                byte[] cut = FactFormat.cutTimes(run, nowMs);
                database.writeUnsynced(write -> write.put(Table.LOG, key, cut));
            }
        }
        Newest newest = newest();
        database.writeSynced(write ->
                write(new Newest(newest.position(), Math.min(nowMs, newest.acceptedMs())), write));
        return ahead.size();
    }

    /**
     * Shows facts in order, from the one after position {@code after} to the one at {@code last}, as far as they are there.
     *
     * @return how many
     */
    int walk(long after, long last, Consumer<? super Fact> facts) {
        if (after >= last) {
            return 0;
        }
        return database.scan(Table.LOG, iterator -> {
            long at = after;
            for (iterator.seekForPrev(Keys.ofLong(after + 1)); at < last && iterator.isValid(); iterator.next()) {
                long first = Keys.toLong(iterator.key());
                int from = Math.toIntExact(Math.max(0, at + 1 - first));
                at += FactFormat.walk(iterator.value(), from, Math.toIntExact(last - at), facts);
            }
            return Math.toIntExact(at - after);
        });
    }

    /**
     * Reads all of it.
     *
     * @param facts takes each fact that is there
     * @return what is wrong with it: a gap, or an end elsewhere than where it says; empty when nothing is
     */
    public Optional<String> read(Consumer<Fact> facts) {
        long newest = newest().position();
        return database.scan(Table.LOG, iterator -> {
            iterator.seekToFirst();
            long next = iterator.isValid() ? Keys.toLong(iterator.key()) : newest + 1;
            for (; iterator.isValid(); iterator.next()) {
                long first = Keys.toLong(iterator.key());
                if (first != next) {
                    return Optional.of("the log goes on at position " + first + ", not at " + next);
                }
                next = first + FactFormat.walk(iterator.value(), 0, Integer.MAX_VALUE, facts);
            }
            return next == newest + 1
                    ? Optional.empty()
                    : Optional.of("the log ends at position " + (next - 1) + ", not at " + newest);
        });
    }
}
