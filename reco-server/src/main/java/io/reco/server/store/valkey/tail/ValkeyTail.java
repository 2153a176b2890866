package io.reco.server.store.valkey.tail;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.domain.Fact;
import io.reco.server.domain.refusal.Failures;
import io.reco.server.store.log.LogRewoundException;
import io.reco.server.store.log.Mark;
import io.reco.server.store.log.Positions;
import io.reco.server.store.log.Tail;
import io.reco.server.store.valkey.layout.Answer;
import io.reco.server.store.valkey.layout.Arguments;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.segment.Entry;
import io.reco.server.store.valkey.shard.Shards;

/**
 * Goes along all partitions. Each read begins with the question whether the log still holds what was read last. A partition that
 * cannot be read is left for a while, and the others go on.
 */
public final class ValkeyTail implements Tail {

    private static final Logger log = LoggerFactory.getLogger(ValkeyTail.class);

    /** Entries of a partition that are fetched at once. */
    private static final int ENTRIES = 64;

    private static final long REST_NS = Duration.ofMillis(200).toNanos();

    /** Of a place whose number of facts before it is not known. */
    private static final long UNKNOWN = -1;

    private final Shards shards;
    private final Layout layout;
    private final LogEnds ends;
    private final Past past;

    /** By partition, as all below is. */
    private final long[] at;

    /** How many facts the partition had at {@link #at}. */
    private final long[] facts;

    private final long[] restUntilNs;
    private final Deque<Entry> waiting = new ArrayDeque<>();

    /** Takes a fact, where it is, and when it was accepted. */
    @FunctionalInterface
    public interface Placed {
        void take(Fact fact, Mark mark, long acceptedMs);
    }

    ValkeyTail(Shards shards, Layout layout, LogEnds ends, Past past, Positions after) {
        this.shards = shards;
        this.layout = layout;
        this.ends = ends;
        this.past = past;
        this.at = new long[layout.partitions()];
        Arrays.setAll(at, after::in);
        this.facts = new long[at.length];
        Arrays.setAll(facts, partition -> at[partition] == 0 ? 0 : UNKNOWN);
        this.restUntilNs = new long[at.length];
        Arrays.fill(restUntilNs, System.nanoTime());
    }

    @Override
    public Positions at() {
        return Positions.at(at);
    }

    @Override
    public int read(int limit, Consumer<? super Fact> each) {
        return readPlaced(limit, (fact, mark, acceptedMs) -> each.accept(fact));
    }

    /** As {@link #read}. */
    public int readPlaced(int limit, Placed each) {
        if (waiting.isEmpty()) {
            fetch();
        }
        int fed = 0;
        while (fed < limit && !waiting.isEmpty()) {
            fed += feed(waiting.peek(), limit - fed, each);
        }
        return fed;
    }

    private int feed(Entry entry, int most, Placed each) {
        int partition = entry.partition();
        int before = entry.read(at[partition]);
        long acceptedMs = entry.acceptedMs();
        long[] position = {entry.last() - entry.size() + before};
        int fed = entry.walk(
                at[partition], most, fact -> each.take(fact, new Mark(partition, ++position[0]), acceptedMs));
        at[partition] = position[0];
        facts[partition] = entry.factsAt(at[partition]);
        if (before + fed == entry.size()) {
            waiting.remove();
        }
        return fed;
    }

    /** What is in files alone comes first, in all partitions. */
    private void fetch() {
        if (!fetchPast()) {
            fetchPresent();
            if (waiting.isEmpty()) {
                boolean unused = fetchPast(); // it went from the cluster meanwhile
            }
        }
    }

    private boolean fetchPast() {
        List<Entry> entries = past.after(at);
        if (!entries.isEmpty()) {
            await(entries);
        }
        return !entries.isEmpty();
    }

    /** Takes entries of a partition that follow what was read of it. */
    private void await(List<Entry> entries) {
        int partition = entries.get(0).partition();
        long follows = entries.get(0).factsAt(at[partition]);
        if (facts[partition] == UNKNOWN) {
            facts[partition] = follows;
        } else if (facts[partition] != follows) {
            throw new IllegalStateException("log: partition " + partition + " goes on with fact " + follows + " at "
                    + at[partition] + " (expected: " + facts[partition] + ")");
        }
        waiting.addAll(entries);
    }

    private void fetchPresent() {
        long[] newest = ends.newestEach();
        List<CompletableFuture<@Nullable Answer>> answers = new ArrayList<>(at.length);
        for (int partition = 0; partition < at.length; partition++) {
            answers.add(
                    newest[partition] == at[partition] || resting(partition)
                            ? CompletableFuture.completedFuture(null)
                            : asked(partition));
        }
        for (int partition = 0; partition < at.length; partition++) {
            Answer answer = answer(partition, answers.get(partition));
            if (answer != null) {
                take(partition, answer);
            }
        }
    }

    private boolean resting(int partition) {
        return System.nanoTime() - restUntilNs[partition] < 0;
    }

    private CompletableFuture<@Nullable Answer> asked(int partition) {
        StreamPlace place = StreamPlace.of(at[partition]);
        Arguments arguments =
                new Arguments().add(place.ms()).add(place.sequence()).add(ENTRIES);
        return shards.look(Functions.step("tail", layout.log(partition), arguments))
                .thenApply(Answer::new);
    }

    private @Nullable Answer answer(int partition, CompletableFuture<@Nullable Answer> asked) {
        try {
            return Failures.join(asked);
        } catch (RuntimeException e) {
            log.debug("log cannot be read partition={}", partition, e);
            restUntilNs[partition] = System.nanoTime() + REST_NS;
            return null;
        }
    }

    private void take(int partition, Answer answer) {
        long gone = new StreamPlace(answer.number(3), answer.number(4)).position();
        if (answer.number(0) == 0) {
            long before = new StreamPlace(answer.number(1), answer.number(2)).position();
            throw new LogRewoundException(at(), at().with(new Mark(partition, before)));
        }
        ends.gone(new Mark(partition, gone), new StreamPlace(answer.number(6), answer.number(7)).position());
        List<Entry> entries = Entries.of(partition, answer.list(5));
        if (at[partition] >= gone && !entries.isEmpty()) {
            await(entries);
            entries.forEach(entry -> ends.read(entry.end(), entry.facts()));
        }
    }

    @Override
    public long behind() {
        long[] newest = ends.newestEach();
        long behind = 0;
        for (int partition = 0; partition < at.length; partition++) {
            if (newest[partition] != at[partition] && facts[partition] != UNKNOWN) {
                behind += Math.max(0, ends.facts(partition) - facts[partition]);
            }
        }
        return behind;
    }

    @Override
    public boolean awaitNewer(Duration timeout) throws InterruptedException {
        return !waiting.isEmpty() || ends.await(this::newer, timeout);
    }

    private boolean newer() {
        long[] newest = ends.newestEach();
        for (int partition = 0; partition < at.length; partition++) {
            if (newest[partition] != at[partition] && !resting(partition)) {
                return true;
            }
        }
        return false;
    }
}
