package io.reco.server.store.rocksdb.ids;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

import io.reco.server.store.age.Ages;
import io.reco.server.store.log.FactLog;
import io.reco.server.store.rocksdb.db.AtomicWrite;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.db.Keys;
import io.reco.server.store.rocksdb.db.Rocks.Table;

/**
 * Readers' event ids in buckets of a day (UTC), so that a day is removed as a whole. An id that is repeated is kept anew in the
 * bucket of that day. It is forgotten {@link FactLog#EVENT_ID_WINDOW} after it was last kept, to the millisecond; its bucket
 * goes later, see {@link Ages}. For the writer thread alone.
 *
 * <p>A clock that jumps back loses nothing: ids are kept under the newest moment that any was kept under, and those of the
 * future count as seen.
 */
public final class SeenIds {

    /** When an id was last kept that is not kept at all. */
    static final long NEVER = Long.MIN_VALUE;

    private static final long DAY_MS = Duration.ofDays(1).toMillis();

    private final Database database;
    private final Ages ages;
    /** Days that have a bucket, since 1970. */
    private final NavigableSet<Integer> days;

    private long newestMs;

    public SeenIds(Database database, Ages ages) {
        this.database = database;
        this.ages = ages;
        this.days = days(database);
        if (!days.isEmpty()) {
            newestMs = days.last() * DAY_MS;
        }
    }

    private static NavigableSet<Integer> days(Database database) {
        return database.scan(Table.EVENT_IDS, iterator -> {
            NavigableSet<Integer> found = new TreeSet<>();
            iterator.seekToFirst();
            while (iterator.isValid()) {
                int day = Keys.toInt(iterator.key());
                found.add(day);
                iterator.seek(Keys.ofInt(day + 1));
            }
            return found;
        });
    }

    /** What was kept up to this moment is forgotten at {@code nowMs}; nothing is while the clock cannot be believed. */
    public long forgottenMs(long nowMs) {
        return ages.doubted() ? 0 : nowMs - FactLog.EVENT_ID_WINDOW.toMillis();
    }

    /**
     * When each id was last kept, {@link #NEVER} for those that were not.
     *
     * @param keys as of {@link Keys#ofEvent}
     * @param sinceMs what was kept before does not matter
     */
    public long[] lastKeptMs(List<byte[]> keys, long sinceMs) {
        long[] lastMs = new long[keys.size()];
        Arrays.fill(lastMs, NEVER);
        for (int day : days.tailSet((int) Math.floorDiv(sinceMs, DAY_MS), true)) {
            List<byte @Nullable []> kept = database.getAll(Table.EVENT_IDS, inBucket(day, keys));
            for (int i = 0; i < lastMs.length; i++) {
                byte[] msOfDay = kept.get(i);
                if (msOfDay != null) {
                    lastMs[i] = day * DAY_MS + Keys.toInt(msOfDay);
                }
            }
        }
        return lastMs;
    }

    private static List<byte[]> inBucket(int day, List<byte[]> keys) {
        List<byte[]> inBucket = new ArrayList<>(keys.size());
        for (byte[] key : keys) {
            inBucket.add(Keys.inBucket(day, key));
        }
        return inBucket;
    }

    /** Keeps an id that came at {@code nowMs}, for the first time or again. */
    public void keep(AtomicWrite write, byte[] key, long nowMs) throws RocksDBException {
        newestMs = Math.max(newestMs, nowMs);
        int day = (int) (newestMs / DAY_MS);
        days.add(day);
        write.put(Table.EVENT_IDS, Keys.inBucket(day, key), Keys.ofInt((int) (newestMs % DAY_MS)));
    }

    /** Lets one reader know all event ids that another one has, as they were kept. */
    public void copy(AtomicWrite write, String from, String into) throws RocksDBException {
        for (int day : days) {
            List<byte[]> kept = keys(day, from);
            List<byte @Nullable []> values = database.getAll(Table.EVENT_IDS, kept);
            int prefix = Keys.inBucket(day, Keys.ofReader(from)).length;
            List<byte[]> copies = new ArrayList<>(kept.size());
            kept.forEach(key -> copies.add(Keys.inBucket(day, Keys.ofEvent(into, Keys.textFrom(key, prefix)))));
            List<byte @Nullable []> own = database.getAll(Table.EVENT_IDS, copies);
            for (int i = 0; i < copies.size(); i++) {
                byte[] value = values.get(i);
                byte[] ownValue = own.get(i);
                if (value != null && (ownValue == null || Keys.toInt(ownValue) < Keys.toInt(value))) {
                    write.put(Table.EVENT_IDS, copies.get(i), value);
                }
            }
        }
    }

    /** Forgets all event ids of a reader. */
    public void remove(AtomicWrite write, String reader) throws RocksDBException {
        for (int day : days) {
            for (byte[] key : keys(day, reader)) {
                write.delete(Table.EVENT_IDS, key);
            }
        }
    }

    /** The places of a reader's event ids, all days. For all threads. */
    public static List<byte[]> prefixes(Database database, String reader) {
        List<byte[]> prefixes = new ArrayList<>();
        days(database).forEach(day -> prefixes.add(Keys.inBucket(day, Keys.ofReader(reader))));
        return prefixes;
    }

    /** The place of the first day that has ids; null when none has. For all threads. */
    public static byte @Nullable [] firstDay(Database database) {
        NavigableSet<Integer> days = days(database);
        return days.isEmpty() ? null : Keys.ofInt(days.first());
    }

    private List<byte[]> keys(int day, String reader) {
        byte[] prefix = Keys.inBucket(day, Keys.ofReader(reader));
        return database.look(Table.EVENT_IDS, iterator -> {
            List<byte[]> keys = new ArrayList<>();
            for (iterator.seek(prefix); iterator.isValid(); iterator.next()) {
                byte[] key = iterator.key();
                if (!Keys.startsWith(key, prefix)) {
                    break;
                }
                keys.add(key);
            }
            return keys;
        });
    }

    /** Keeps, beside the ids of readers' events, that a request was made at {@code nowMs}, and what for. */
    public void keepRequest(AtomicWrite write, long request, long what, long nowMs) throws RocksDBException {
        newestMs = Math.max(newestMs, nowMs);
        int day = (int) (newestMs / DAY_MS);
        days.add(day);
        byte[] msOfDay = Keys.ofInt((int) (newestMs % DAY_MS));
        write.put(Table.EVENT_IDS, requestKey(day, request), Keys.joined(msOfDay, Keys.ofLong(what)));
    }

    /** What a request was made for since a moment; empty when it was not. */
    public OptionalLong request(long request, long sinceMs) {
        for (int day : days.descendingSet()) {
            byte[] kept = database.get(Table.EVENT_IDS, requestKey(day, request));
            if (kept != null && kept.length > Integer.BYTES) {
                boolean forgotten = day * DAY_MS + Keys.toInt(kept) <= sinceMs;
                return forgotten ? OptionalLong.empty() : OptionalLong.of(Keys.toLong(kept, Integer.BYTES));
            }
        }
        return OptionalLong.empty();
    }

    /** No reader's: their ids are not empty. */
    private static byte[] requestKey(int day, long request) {
        return Keys.inBucket(day, Keys.joined(Keys.ofReader(""), Keys.ofLong(request)));
    }

    /** Removes the oldest day if all of it has left the window. To be called often. */
    public void removeOld() {
        if (!days.isEmpty() && (days.first() + 1) * DAY_MS <= ages.oldBeforeMs(FactLog.EVENT_ID_WINDOW)) {
            int day = days.first();
            database.removeRange(Table.EVENT_IDS, Keys.ofInt(day), Keys.ofInt(day + 1));
            days.remove(day);
        }
    }

    /**
     * Lets no id be kept after this time, and forgets requests that were. Of a store that is not open.
     *
     * @return how many were
     */
    public static int cutTimes(Database database, long nowMs) {
        int today = (int) (nowMs / DAY_MS);
        byte[] now = Keys.ofInt((int) (nowMs % DAY_MS));
        byte[] tomorrow = Keys.ofInt(today + 1);
        List<byte[]> ahead = database.scan(Table.EVENT_IDS, iterator -> {
            List<byte[]> keys = new ArrayList<>();
            for (iterator.seek(tomorrow); iterator.isValid(); iterator.next()) {
                byte[] key = iterator.key();
                keys.add(Keys.inBucket(today, Arrays.copyOfRange(key, Integer.BYTES, key.length)));
            }
            return keys;
        });
        ahead.forEach(key -> database.writeUnsynced(write -> write.put(Table.EVENT_IDS, key, now)));
        database.removeRange(Table.EVENT_IDS, tomorrow, Keys.ofInt(Integer.MAX_VALUE));
        return ahead.size();
    }
}
