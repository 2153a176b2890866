package io.reco.server.store.valkey.counts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.domain.refusal.Failures;
import io.reco.server.store.format.CountFormat;
import io.reco.server.store.format.PositionsFormat;
import io.reco.server.store.log.Mark;
import io.reco.server.store.log.Positions;
import io.reco.server.store.valkey.layout.Answer;
import io.reco.server.store.valkey.layout.Arguments;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.shard.Shards;
import io.reco.server.store.valkey.tail.StreamPlace;

/**
 * Writes counts, in one step a partition with the place in the log that they are of, and only of what is on all copies of the
 * log. Two that write at the same time harm nothing but each other's work. For one thread.
 */
final class CountWriter {

    private static final Logger log = LoggerFactory.getLogger(CountWriter.class);

    private final Shards shards;
    private final Layout layout;
    private final WrittenCounts written;
    private final Uncounted uncounted;

    /** By partition the place that this one wrote and that is on all copies; null before the first. */
    private final Positions[] safe;

    /** By partition the same as far as it is written that it is. */
    private final Positions[] told;

    CountWriter(Shards shards, Layout layout, WrittenCounts written, Uncounted uncounted) {
        this.shards = shards;
        this.layout = layout;
        this.written = written;
        this.uncounted = uncounted;
        this.safe = new Positions[layout.partitions()];
        this.told = new Positions[layout.partitions()];
    }

    /** Writes what is uncounted up to a place; partitions that fail wait for the next time. */
    void write(Positions upTo) {
        if (!sure(upTo)) {
            return;
        }
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int partition = 0; partition < safe.length; partition++) {
            all.add(write(partition, upTo).exceptionally(failure -> {
                log.debug("counts not written", failure);
                return null;
            }));
        }
        all.forEach(Failures::join);
    }

    /** Whether the log holds what was read of it, on all copies. */
    private boolean sure(Positions upTo) {
        List<CompletableFuture<Boolean>> all = new ArrayList<>();
        for (Mark mark : upTo.marks()) {
            if (!written(mark)) {
                StreamPlace place = StreamPlace.of(mark.position());
                Arguments arguments = new Arguments().add(place.ms()).add(place.sequence());
                all.add(shards.write(Functions.step("sure", layout.log(mark.partition()), arguments))
                        .thenApply(parts -> new Answer(parts).number(0) == 1));
            }
        }
        try {
            return all.stream().allMatch(Failures::join);
        } catch (RuntimeException e) {
            log.debug("counts not written", e);
            return false;
        }
    }

    private boolean written(Mark mark) {
        return Arrays.stream(safe).allMatch(place -> place != null && place.in(mark.partition()) >= mark.position());
    }

    private CompletableFuture<Void> write(int partition, Positions upTo) {
        if (upTo.equals(told[partition])) {
            return CompletableFuture.completedFuture(null);
        }
        List<String> articles = List.copyOf(uncounted.articles(partition));
        return written.of(partition, articles).thenCompose(some -> {
            Positions before = some.place();
            Positions after = upTo.reached(before) ? upTo : before; // never back; then nothing but the copies is new
            Positions known = before.equals(safe[partition]) ? before : some.safeUpTo();
            Arguments arguments = new Arguments()
                    .add(some.upTo())
                    .add(PositionsFormat.stored(after))
                    .add(PositionsFormat.stored(known));
            for (int i = 0; i < articles.size(); i++) {
                add(articles.get(i), some.counts().get(i), before, after, arguments);
            }
            return shards.write(Functions.step("count", List.of(layout.counts(partition)), arguments))
                    .thenAccept(parts -> {
                        boolean done = new Answer(parts).number(0) == 1;
                        safe[partition] = done ? after : null;
                        told[partition] = done ? known : null;
                    });
        });
    }

    private void add(
            String article, WrittenCounts.Written counts, Positions before, Positions after, Arguments arguments) {
        long[] all = counts.from(before, after, uncounted.of(article));
        if (!Arrays.equals(all, counts.counts())) {
            arguments.add(article).add(CountFormat.stored(all, counts.sinceMs()));
        }
    }
}
