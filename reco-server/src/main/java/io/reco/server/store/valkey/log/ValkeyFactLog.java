package io.reco.server.store.valkey.log;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongUnaryOperator;

import io.reco.server.domain.Event;
import io.reco.server.domain.Fact;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.article.ArticleChange;
import io.reco.server.store.log.FactLog;
import io.reco.server.store.log.Mark;
import io.reco.server.store.log.Positions;
import io.reco.server.store.log.Tail;
import io.reco.server.store.log.WriteTimes;
import io.reco.server.store.reader.PreferencesChange;
import io.reco.server.store.valkey.articles.ArticleChanges;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.readers.append.ReaderAppends;
import io.reco.server.store.valkey.readers.append.ReaderAppends.Moments;
import io.reco.server.store.valkey.tail.LogEnds;
import io.reco.server.store.valkey.tail.Tails;
import io.reco.server.store.valkey.tail.Written;

/**
 * A log of many partitions: what a call appends is one step in each that it has facts of, all or none of it there. Positions have
 * gaps, and time in them ({@link io.reco.server.store.valkey.tail.StreamPlace}).
 */
public final class ValkeyFactLog implements FactLog {

    private final Tails tails;
    private final Layout layout;
    private final LogEnds ends;
    private final ReaderAppends readers;
    private final ArticleChanges articles;
    private final Clock clock;
    private final LongUnaryOperator forgottenMs;
    private final LongAdder writes = new LongAdder();
    private final LongAdder writeNanos = new LongAdder();

    /**
     * Along which these lead.
     *
     * @param forgottenMs gives up to when event ids are forgotten at a moment, both milliseconds since 1970 UTC
     */
    public ValkeyFactLog(Tails tails, ReaderAppends readers, Clock clock, LongUnaryOperator forgottenMs) {
        this.tails = tails;
        this.layout = tails.layout();
        this.ends = tails.ends();
        this.readers = readers;
        this.articles = new ArticleChanges(tails.shards(), layout);
        this.clock = clock;
        this.forgottenMs = forgottenMs;
    }

    @Override
    public CompletableFuture<Appended> append(List<? extends Fact> facts) {
        return append(new ByPartition(layout).facts(facts));
    }

    @Override
    public CompletableFuture<Appended> change(List<? extends ArticleChange> changes) {
        return append(new ByPartition(layout).changes(changes));
    }

    @Override
    public CompletableFuture<Appended> update(PreferencesChange change) {
        return append(new ByPartition(layout).add(change));
    }

    private Moments moments() {
        long nowMs = clock.millis();
        return new Moments(nowMs, forgottenMs.applyAsLong(nowMs));
    }

    private CompletableFuture<Appended> append(ByPartition call) {
        if (ends.isClosed()) {
            return closed();
        }
        if (call.size() == 0) {
            return CompletableFuture.completedFuture(new Appended(newest(), List.of()));
        }
        long beginNs = System.nanoTime();
        Moments moments = moments();
        Outcome[] outcomes = new Outcome[call.size()];
        List<CompletableFuture<Written>> steps = new ArrayList<>();
        call.readers()
                .forEach((partition, some) ->
                        steps.add(told(readers.append(partition, List.copyOf(some.values()), moments, outcomes))));
        call.articles()
                .forEach((partition, some) -> steps.add(
                        told(articles.change(partition, List.copyOf(some.values()), moments.nowMs(), outcomes))));
        return CompletableFuture.allOf(steps.toArray(CompletableFuture<?>[]::new))
                .thenApply(unused -> {
                    writes.increment();
                    writeNanos.add(System.nanoTime() - beginNs);
                    return new Appended(upTo(steps), Arrays.asList(outcomes));
                });
    }

    @Override
    public WriteTimes writes() {
        return new WriteTimes(writes.sum(), writeNanos.sum());
    }

    /** The same, once whoever waits for the log's end knows of it. */
    private CompletableFuture<Written> told(CompletableFuture<Written> step) {
        return step.thenApply(written -> {
            ends.appended(written.upTo(), written.facts());
            return written;
        });
    }

    private static <T> CompletableFuture<T> closed() {
        return CompletableFuture.failedFuture(Refusal.unavailable("store: closed (expected: open)", null));
    }

    private static Positions upTo(List<CompletableFuture<Written>> steps) {
        Positions upTo = Positions.START;
        for (CompletableFuture<Written> step : steps) {
            Mark mark = step.join().upTo();
            upTo = mark.position() > upTo.in(mark.partition()) ? upTo.with(mark) : upTo;
        }
        return upTo;
    }

    @Override
    public CompletableFuture<List<Outcome>> tryOut(List<Event> events) {
        if (ends.isClosed()) {
            return closed();
        }
        ByPartition call = new ByPartition(layout).facts(events);
        Moments moments = moments();
        Outcome[] outcomes = new Outcome[call.size()];
        CompletableFuture<?>[] looks = call.readers().values().stream()
                .map(some -> readers.tryOut(List.copyOf(some.values()), moments, outcomes))
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(looks).thenApply(unused -> Arrays.asList(outcomes));
    }

    @Override
    public Positions newest() {
        return ends.newest();
    }

    @Override
    public Positions oldest() {
        return ends.oldest();
    }

    @Override
    public Positions reachable() {
        return tails.reachable();
    }

    @Override
    public Tail tail(Positions after) {
        return tails.after(after);
    }
}
