package io.reco.server.store.valkey.lives;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;

import io.reco.server.store.format.life.MergeFormat;
import io.reco.server.store.life.Lineage;
import io.reco.server.store.life.PagePath;
import io.reco.server.store.life.ReaderLives;
import io.reco.server.store.stored.StoredFrom;
import io.reco.server.store.stored.StoredInto;
import io.reco.server.store.stored.StoredLinks;
import io.reco.server.store.stored.StoredTaken;

/**
 * With whom a reader was merged, as a shared store has it.
 *
 * @param version another one after each change; none where nothing is kept
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record Links(byte[] version, StoredLinks stored) {

    private static final int VERSION_BYTES = 4;

    /** So many readers that one was merged into are remembered, those of the latest merges. */
    private static final int FROM_MAX = 1_000;

    /** So many merges into one reader may be under way. */
    private static final int TAKEN_MAX = 1_000;

    static Links of(byte[] value) {
        int head = Math.min(value.length, VERSION_BYTES);
        try {
            return new Links(
                    Arrays.copyOf(value, head),
                    StoredLinks.parseFrom(ByteString.copyFrom(value, head, value.length - head)));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("stored merges are damaged", e);
        }
    }

    boolean none() {
        return stored.getIntoCount() == 0 && stored.getFromCount() == 0;
    }

    /** What was merged into the reader, the latest first. */
    List<Lineage.Merge> into() {
        List<Lineage.Merge> merges = new ArrayList<>();
        stored.getIntoList().forEach(into -> merges.addAll(merges(into)));
        merges.sort(Comparator.comparingLong(Lineage.Merge::beforeMs).reversed());
        return merges;
    }

    /** What was merged into the reader from one other, the oldest first. */
    List<Lineage.Merge> into(String from) {
        return stored.getIntoList().stream()
                .filter(into -> into.getReader().equals(from))
                .findFirst()
                .map(Links::merges)
                .orElse(List.of());
    }

    /** Into whom the reader was merged who pages with this stamp may have moved to. */
    List<String> movedTo(long stamp) {
        return stored.getFromList().stream()
                .filter(from -> from.getBeforeMs() > stamp)
                .map(StoredFrom::getReader)
                .toList();
    }

    /** Readers who know of this one. */
    List<String> others() {
        List<String> others = new ArrayList<>();
        stored.getIntoList().forEach(into -> others.add(into.getReader()));
        stored.getFromList().forEach(from -> others.add(from.getReader()));
        return others.stream().distinct().toList();
    }

    /** The one that a request made, if its merge was taken in. */
    Optional<StoredTaken> taken(long request) {
        return stored.getTakenList().stream()
                .filter(taken -> taken.getRequest() == request)
                .findFirst();
    }

    /** After a merge into the reader. */
    StoredLinks with(Lineage.Merge merge, long request) {
        List<Lineage.Merge> remembered = PagePath.remembered(into(merge.reader()), merge, stored.getMovedOrder());
        StoredInto.Builder added = StoredInto.newBuilder().setReader(merge.reader());
        remembered.forEach(one -> added.addMerges(MergeFormat.stored(one)));
        List<StoredTaken> taken = new ArrayList<>(stored.getTakenList());
        taken.removeIf(one -> one.getBeforeMs() < merge.beforeMs() - 2 * ReaderLives.REQUEST_WINDOW.toMillis());
        taken.add(StoredTaken.newBuilder()
                .setRequest(request)
                .setOrder(merge.order())
                .setBeforeMs(merge.beforeMs())
                .build());
        return stored.toBuilder()
                .clearInto()
                .addInto(added)
                .addAllInto(latestOthers(merge.reader()))
                .clearTaken()
                .addAllTaken(taken.subList(Math.max(0, taken.size() - TAKEN_MAX), taken.size()))
                .setHighestOrder(merge.order())
                .build();
    }

    private List<StoredInto> latestOthers(String reader) {
        List<String> others = into().stream()
                .map(Lineage.Merge::reader)
                .filter(other -> !other.equals(reader))
                .distinct()
                .limit(ReaderLives.MERGED_MAX - 1)
                .toList();
        return stored.getIntoList().stream()
                .filter(into -> others.contains(into.getReader()))
                .toList();
    }

    /** After the reader was merged into another one. */
    StoredLinks movedTo(String into, StoredTaken taken) {
        List<StoredFrom> from = new ArrayList<>();
        stored.getFromList().stream()
                .filter(one -> !one.getReader().equals(into))
                .forEach(from::add);
        from.add(StoredFrom.newBuilder()
                .setReader(into)
                .setBeforeMs(taken.getBeforeMs())
                .build());
        return stored.toBuilder()
                .clearFrom()
                .addAllFrom(from.subList(Math.max(0, from.size() - FROM_MAX), from.size()))
                .setMovedBeforeMs(Math.max(stored.getMovedBeforeMs(), taken.getBeforeMs()))
                .setMovedOrder(taken.getOrder())
                .setHighestOrder(Math.max(stored.getHighestOrder(), taken.getOrder()))
                .build();
    }

    /** Without a merge that is done where it came from. */
    StoredLinks settled(long request) {
        StoredLinks.Builder settled = stored.toBuilder().clearTaken();
        stored.getTakenList().stream()
                .filter(taken -> taken.getRequest() != request)
                .forEach(settled::addTaken);
        return settled.build();
    }

    /** Without a reader who is erased. */
    StoredLinks without(String other) {
        StoredLinks.Builder without = stored.toBuilder().clearInto().clearFrom();
        stored.getIntoList().stream()
                .filter(into -> !into.getReader().equals(other))
                .forEach(without::addInto);
        stored.getFromList().stream()
                .filter(from -> !from.getReader().equals(other))
                .forEach(without::addFrom);
        return without.build();
    }

    private static List<Lineage.Merge> merges(StoredInto into) {
        return into.getMergesList().stream()
                .map(merge -> MergeFormat.merge(into.getReader(), merge))
                .toList();
    }
}
