package io.reco.server.store.rocksdb.ids;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
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

    /** Removes the oldest day if all of it has left the window. To be called often. */
    public void removeOld() {
        if (!days.isEmpty() && (days.first() + 1) * DAY_MS <= ages.oldBeforeMs(FactLog.EVENT_ID_WINDOW)) {
            int day = days.first();
            database.removeRange(Table.EVENT_IDS, Keys.ofInt(day), Keys.ofInt(day + 1));
            days.remove(day);
        }
    }

    /**
     * Lets no id be kept after this time. Of a store that is not open.
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
