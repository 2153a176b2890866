package io.reco.server.store.rocksdb.lives;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import com.google.protobuf.InvalidProtocolBufferException;
import org.rocksdb.RocksDBException;

import io.reco.server.store.life.Lineage;
import io.reco.server.store.life.ReaderLives;
import io.reco.server.store.rocksdb.db.AtomicWrite;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.db.Keys;
import io.reco.server.store.rocksdb.db.Rocks.Table;
import io.reco.server.store.stored.StoredMerge;
import io.reco.server.store.stored.StoredMerges;
import io.reco.server.store.stored.StoredRestamped;

/**
 * Which reader was merged into which: under the one it was merged into what moved, and under the one it came from when, so that
 * both are found when either is erased.
 */
public final class MergeLinks {

    /** First byte of the keys of who was merged into a reader, and of whom a reader was merged into. */
    private static final byte INTO = 'i';

    private static final byte FROM = 'f';

    private final Database database;

    MergeLinks(Database database) {
        this.database = database;
    }

    /** What was merged into a reader, the latest first. */
    List<Lineage.Merge> into(String reader) {
        List<Lineage.Merge> merges = new ArrayList<>();
        for (Link link : links(INTO, reader)) {
            for (StoredMerge merge : merges(link.value).getMergesList()) {
                merges.add(merge(link.other, merge));
            }
        }
        merges.sort(Comparator.comparingLong(Lineage.Merge::beforeMs).reversed());
        return merges;
    }

    /** Up to which moment what a reader did and was served is another's; 0 when they were merged into none. */
    long movedBeforeMs(String reader) {
        long beforeMs = 0;
        for (Link link : links(FROM, reader)) {
            beforeMs = Math.max(beforeMs, Keys.toLong(link.value));
        }
        return beforeMs;
    }

    /** Remembers a merge, in place of the oldest where there are too many. */
    void add(AtomicWrite write, String into, Lineage.Merge merge) throws RocksDBException {
        String from = merge.reader();
        byte[] known = database.get(Table.MERGES, key(INTO, into, from));
        StoredMerges.Builder merges = known == null ? StoredMerges.newBuilder() : merges(known).toBuilder();
        while (merges.getMergesCount() >= ReaderLives.MERGED_MAX) {
            merges.removeMerges(0);
        }
        merges.addMerges(stored(merge));
        write.put(Table.MERGES, key(INTO, into, from), merges.build().toByteArray());
        write.put(Table.MERGES, key(FROM, from, into), Keys.ofLong(merge.beforeMs()));
        List<String> others = into(into).stream()
                .map(Lineage.Merge::reader)
                .filter(other -> !other.equals(from))
                .distinct()
                .toList();
        for (String other : others.subList(Math.min(others.size(), ReaderLives.MERGED_MAX - 1), others.size())) {
            unlink(write, other, into);
        }
    }

    /** Forgets all merges that a reader had a part in. */
    public void remove(AtomicWrite write, String reader) throws RocksDBException {
        for (Link link : links(INTO, reader)) {
            unlink(write, link.other, reader);
        }
        for (Link link : links(FROM, reader)) {
            unlink(write, reader, link.other);
        }
    }

    private static void unlink(AtomicWrite write, String from, String into) throws RocksDBException {
        write.delete(Table.MERGES, key(INTO, into, from));
        write.delete(Table.MERGES, key(FROM, from, into));
    }

    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Link(String other, byte[] value) {}

    private List<Link> links(byte kind, String reader) {
        byte[] prefix = key(kind, reader, "");
        return database.look(Table.MERGES, iterator -> {
            List<Link> links = new ArrayList<>();
            for (iterator.seek(prefix); iterator.isValid(); iterator.next()) {
                byte[] key = iterator.key();
                if (!Keys.startsWith(key, prefix)) {
                    break;
                }
                links.add(new Link(Keys.textFrom(key, prefix.length), iterator.value()));
            }
            return links;
        });
    }

    private static byte[] key(byte kind, String reader, String other) {
        return Keys.joined(new byte[] {kind}, Keys.ofEvent(reader, other));
    }

    private static StoredMerges merges(byte[] stored) {
        try {
            return StoredMerges.parseFrom(stored);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a stored merge is damaged", e);
        }
    }

    private static Lineage.Merge merge(String from, StoredMerge stored) {
        List<Lineage.Restamped> restamped = stored.getRestampedList().stream()
                .map(page -> new Lineage.Restamped(page.getPlacement(), page.getServedStamp(), page.getStamp()))
                .toList();
        return new Lineage.Merge(from, stored.getSinceMs(), stored.getBeforeMs(), restamped);
    }

    private static StoredMerge stored(Lineage.Merge merge) {
        StoredMerge.Builder stored =
                StoredMerge.newBuilder().setSinceMs(merge.sinceMs()).setBeforeMs(merge.beforeMs());
        merge.restamped()
                .forEach(page -> stored.addRestamped(StoredRestamped.newBuilder()
                        .setPlacement(page.placement())
                        .setServedStamp(page.servedStamp())
                        .setStamp(page.stamp())));
        return stored.build();
    }
}
