package io.reco.server.store.rocksdb.lives;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import com.google.protobuf.InvalidProtocolBufferException;
import org.rocksdb.RocksDBException;

import io.reco.server.store.format.life.MergeFormat;
import io.reco.server.store.life.Lineage;
import io.reco.server.store.life.PagePath;
import io.reco.server.store.life.ReaderLives;
import io.reco.server.store.rocksdb.db.AtomicWrite;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.db.Keys;
import io.reco.server.store.rocksdb.db.Rocks.Table;
import io.reco.server.store.stored.StoredMerges;

/**
 * Which reader was merged into which: under the one it was merged into what moved, and under the one it came from when, so that
 * both are found when either is erased.
 */
public final class MergeLinks {

    /** First byte of the keys of who was merged into a reader, and of whom a reader was merged into. */
    private static final byte INTO = 'i';

    private static final byte FROM = 'f';

    /** In place of whom a reader was merged into: stays when that one forgets them, or is erased. */
    private static final String ANY = "";

    private final Database database;

    MergeLinks(Database database) {
        this.database = database;
    }

    /** What was merged into a reader, the latest first. */
    List<Lineage.Merge> into(String reader) {
        List<Lineage.Merge> merges = new ArrayList<>();
        for (Link link : links(INTO, reader)) {
            merges.addAll(merges(link.other, link.value));
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

    /** The order of the last merge of a reader into another one; 0 when there was none. */
    long movedOrder(String reader) {
        byte[] last = database.get(Table.MERGES, key(FROM, reader, ANY));
        return last == null ? 0 : Keys.toLong(last, Long.BYTES);
    }

    /** The remembered merges of a reader into others that pages with this stamp may have been part of. */
    List<PagePath.Move> from(String from, long stamp) {
        List<PagePath.Move> moves = new ArrayList<>();
        for (Link link : links(FROM, from)) {
            byte[] known = link.other.equals(ANY) || Keys.toLong(link.value) <= stamp
                    ? null
                    : database.get(Table.MERGES, key(INTO, link.other, from));
            if (known != null) {
                merges(from, known).forEach(merge -> moves.add(new PagePath.Move(link.other, merge)));
            }
        }
        return moves;
    }

    /** Remembers a merge, in place of the oldest where there are too many. */
    void add(AtomicWrite write, String into, Lineage.Merge merge) throws RocksDBException {
        String from = merge.reader();
        byte[] known = database.get(Table.MERGES, key(INTO, into, from));
        StoredMerges.Builder merges = StoredMerges.newBuilder();
        PagePath.remembered(known == null ? List.of() : merges(from, known), merge, movedOrder(into))
                .forEach(one -> merges.addMerges(MergeFormat.stored(one)));
        write.put(Table.MERGES, key(INTO, into, from), merges.build().toByteArray());
        write.put(Table.MERGES, key(FROM, from, into), Keys.ofLong(merge.beforeMs()));
        write.put(
                Table.MERGES,
                key(FROM, from, ANY),
                Keys.joined(Keys.ofLong(merge.beforeMs()), Keys.ofLong(merge.order())));
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
        byte[] prefix = key(kind, reader, ANY);
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

    /** The oldest first. */
    private static List<Lineage.Merge> merges(String from, byte[] stored) {
        try {
            return StoredMerges.parseFrom(stored).getMergesList().stream()
                    .map(merge -> MergeFormat.merge(from, merge))
                    .toList();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a stored merge is damaged", e);
        }
    }
}
