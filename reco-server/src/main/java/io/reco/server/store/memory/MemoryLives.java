package io.reco.server.store.memory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;

import io.reco.server.domain.Event;
import io.reco.server.domain.Fact;
import io.reco.server.store.AtOnce;
import io.reco.server.store.life.Joining;
import io.reco.server.store.life.Lineage;
import io.reco.server.store.life.PagePath;
import io.reco.server.store.life.PagePlace;
import io.reco.server.store.life.ReaderLives;
import io.reco.server.store.memory.MemoryFactLog.Newest;
import io.reco.server.store.reader.ReaderState;

/** Erasures and merges, each under the lock of the log. Nothing goes for its age, so neither does what is remembered of them. */
final class MemoryLives implements ReaderLives {

    /** What a request was made for, and when it was sent last. */
    private record Request(String from, String into, long sentMs) {}

    private final MemoryFactLog facts;
    private final MemoryReaders readers;

    /** Guarded by the log's lock, as all below is. */
    private final Map<String, Long> erasedMs = new HashMap<>();

    /** By reader what was merged into them, the latest first. */
    private final Map<String, List<Lineage.Merge>> merges = new HashMap<>();

    /** By reader up to when what they did is another's. */
    private final Map<String, Long> movedMs = new HashMap<>();

    /** By reader the order of the last merge of them into another. */
    private final Map<String, Long> movedOrder = new HashMap<>();

    /** Of the last merge. */
    private long order;

    private final Map<String, Request> requests = new HashMap<>();

    MemoryLives(MemoryFactLog facts, MemoryReaders readers) {
        this.facts = facts;
        this.readers = readers;
    }

    @Override
    public CompletableFuture<Erased> erase(String reader, boolean look) {
        return alone(List.of(reader), newest -> {
            ReaderState before = readers.state(reader);
            long nowMs = Math.max(newest.nowMs(), newest.acceptedMs() + 1);
            if (!look) {
                readers.remove(reader);
                facts.forgetIds(reader);
                merges.remove(reader);
                merges.values()
                        .forEach(all -> all.removeIf(merge -> merge.reader().equals(reader)));
                erasedMs.put(reader, nowMs);
                facts.add(new Fact.ReaderErased(facts.ids().ofReader(reader)));
            }
            long goneMs = nowMs + Duration.ofDays(1).toMillis();
            return new Erased(
                    facts.newest(),
                    nowMs,
                    goneMs,
                    before.actions().size(),
                    before.pages().size());
        });
    }

    @Override
    public CompletableFuture<Merged> merge(Merge merge, boolean look) {
        List<String> both = Stream.of(merge.from(), merge.into()).sorted().toList();
        return alone(both, newest -> {
            long nowMs = Math.max(newest.nowMs(), newest.acceptedMs());
            Result result = result(merge, nowMs - REQUEST_WINDOW.toMillis());
            ReaderState moved = result == Result.DONE ? readers.state(merge.from()) : ReaderState.EMPTY;
            if (!look && result != Result.CONFLICT) {
                requests.put(merge.requestId(), new Request(merge.from(), merge.into(), nowMs));
            }
            if (!look && result == Result.DONE) {
                move(merge, moved, nowMs);
                facts.add(new Fact.ReadersMerged(merge.from(), merge.into()));
            }
            return new Merged(
                    facts.newest(),
                    result,
                    moved.actions().size(),
                    moved.pages().size());
        });
    }

    /** First the readers' locks, then the log's, as who keeps a page takes them. */
    private <T> CompletableFuture<T> alone(List<String> concerned, Function<Newest, T> change) {
        return AtOnce.of(() -> readers.alone(concerned, () -> facts.changing(change)));
    }

    private Result result(Merge merge, long sinceMs) {
        Request known = requests.get(merge.requestId());
        if (known == null || known.sentMs <= sinceMs) {
            return Result.DONE;
        }
        boolean same = known.from.equals(merge.from()) && known.into.equals(merge.into());
        return same ? Result.REPEATED : Result.CONFLICT;
    }

    private void move(Merge merge, ReaderState from, long nowMs) {
        Joining joining = Joining.of(from, readers.state(merge.into()));
        readers.put(merge.into(), joining.state());
        readers.put(merge.from(), Joining.left(from));
        facts.copyIds(merge.from(), merge.into());
        long sinceMs =
                Math.max(movedMs.getOrDefault(merge.from(), 0L), erasedMs.getOrDefault(merge.from(), Lineage.NEVER));
        long beforeMs = Joining.beforeMs(from, nowMs);
        long after = movedOrder.getOrDefault(merge.from(), 0L);
        order++;
        List<Lineage.Merge> all = merges.computeIfAbsent(merge.into(), unused -> new ArrayList<>());
        List<Lineage.Merge> known = new ArrayList<>(all);
        known.removeIf(one -> !one.reader().equals(merge.from()));
        Collections.reverse(known);
        Lineage.Merge added = new Lineage.Merge(merge.from(), sinceMs, beforeMs, order, after, joining.restamped());
        all.removeIf(one -> one.reader().equals(merge.from()));
        all.addAll(PagePath.remembered(known, added, movedOrder.getOrDefault(merge.into(), 0L)));
        all.sort(Comparator.comparingLong(Lineage.Merge::order).reversed());
        movedMs.put(merge.from(), beforeMs);
        movedOrder.put(merge.from(), order);
        List<String> kept = all.stream()
                .map(Lineage.Merge::reader)
                .distinct()
                .limit(MERGED_MAX)
                .toList();
        all.removeIf(one -> !kept.contains(one.reader()));
    }

    @Override
    public CompletableFuture<List<PagePlace>> path(PagePlace served) {
        return AtOnce.of(() -> facts.changing(newest -> PagePath.of(served, this::from)));
    }

    /** All merges of a reader into others. */
    private List<PagePath.Move> from(String reader, long stamp) {
        List<PagePath.Move> moves = new ArrayList<>();
        merges.forEach((into, all) -> all.stream()
                .filter(merge -> merge.reader().equals(reader) && merge.beforeMs() > stamp)
                .forEach(merge -> moves.add(new PagePath.Move(into, merge))));
        return moves;
    }

    @Override
    public CompletableFuture<Lineage> lineage(String reader) {
        return AtOnce.of(() -> facts.changing(newest ->
                new Lineage(merges.getOrDefault(reader, List.of()), erasedMs.getOrDefault(reader, Lineage.NEVER))));
    }

    /** Whether an event is of before its reader was erased; under the lock of the log. */
    boolean gone(Event event) {
        long goneMs = erasedMs.getOrDefault(event.reader(), Lineage.NEVER);
        return event.timeMs() < goneMs || (event.pageStamp() > 0 && event.pageStamp() < goneMs);
    }
}
