package io.reco.server.store.valkey.readers;

import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

import io.reco.server.domain.page.Page;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.age.Ages;
import io.reco.server.store.format.ReaderFormat;
import io.reco.server.store.reader.ReaderState;
import io.reco.server.store.reader.ReaderStore;
import io.reco.server.store.reader.Retention;
import io.reco.server.store.valkey.layout.Answer;
import io.reco.server.store.valkey.layout.Arguments;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.shard.Shards;
import io.reco.server.threads.Threads;

/**
 * One record a reader. A page is kept if no other was kept since the record was read; else it is decided again on what is there
 * then. What is decided on pages that may not be on all copies yet is told only once they are.
 */
public final class ValkeyReaders implements ReaderStore, AutoCloseable {

    /** Readers whose newest page this server knows to be acknowledged. */
    private static final int ACKNOWLEDGED_MAX = 100_000;

    private static final int ATTEMPTS_MAX = 100;

    private final Shards shards;
    private final Layout layout;
    private final Clock clock;
    private final long keptSeconds;
    private final Rewriting rewriting;
    private final OldPages oldPages;
    private final Turns turns = new Turns();
    private final ExecutorService decisions = Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(), Threads.daemons("store-decisions"));

    private final LongAdder again = new LongAdder();

    /** By reader the version of their pages. */
    private final Cache<String, byte[]> acknowledged =
            Caffeine.newBuilder().maximumSize(ACKNOWLEDGED_MAX).build();

    /**
     * In these shards.
     *
     * @param keptSeconds how long a reader is kept after the last write
     */
    public ValkeyReaders(Shards shards, Layout layout, Clock clock, Ages ages, long keptSeconds) {
        this.shards = shards;
        this.layout = layout;
        this.clock = clock;
        this.keptSeconds = keptSeconds;
        this.rewriting = new Rewriting(shards, layout, clock, ages);
        this.oldPages = new OldPages(shards, layout, rewriting, ages);
    }

    @Override
    public CompletableFuture<ReaderState> read(String reader) {
        return value(reader).thenApply(value -> state(reader, value));
    }

    private CompletableFuture<ReaderValue> value(String reader) {
        return shards.look(Functions.step("read", List.of(layout.reader(reader)), new Arguments()))
                .thenApply(parts -> new ReaderValue(new Answer(parts).bytes(0)));
    }

    /** What of a record counts now. */
    private ReaderState state(String reader, ReaderValue value) {
        if (value.empty()) {
            return ReaderState.EMPTY;
        }
        ReaderFormat.Held held = value.held();
        rewriting.look(reader, value, held);
        return Retention.limit(held.state(), clock.millis() - PAGE_AGE_MAX.toMillis());
    }

    @Override
    public <D extends PageDecision> CompletableFuture<D> keep(String reader, Function<ReaderState, D> decision) {
        return turns.take(
                reader, () -> value(reader).thenComposeAsync(value -> decide(reader, value, decision, 1), decisions));
    }

    private <D extends PageDecision> CompletableFuture<D> decide(
            String reader, ReaderValue value, Function<ReaderState, D> decision, int attempt) {
        if (attempt > ATTEMPTS_MAX) {
            return CompletableFuture.failedFuture(
                    Refusal.unavailable("reader: served by others all the time (expected: a pause)", null));
        }
        ReaderState state = state(reader, value);
        D decided = decision.apply(state);
        Page page = decided.page();
        if (page == null && (state.pages().isEmpty() || acknowledged(reader, value))) {
            return CompletableFuture.completedFuture(decided);
        }
        if (page != null) {
            Retention.requireFree(page, state);
        }
        return write(reader, value, page)
                .thenComposeAsync(
                        answer -> {
                            if (answer.number(0) == 1) {
                                acknowledged.put(reader, answer.bytes(1));
                                return CompletableFuture.completedFuture(decided);
                            }
                            again.increment();
                            return decide(reader, new ReaderValue(answer.bytes(1)), decision, attempt + 1);
                        },
                        decisions);
    }

    /** Whether this server knows that all copies have these pages. */
    private boolean acknowledged(String reader, ReaderValue value) {
        byte[] known = acknowledged.getIfPresent(reader);
        return known != null && Arrays.equals(known, value.pagesVersion());
    }

    private CompletableFuture<Answer> write(String reader, ReaderValue value, @Nullable Page page) {
        List<byte[]> key = List.of(layout.reader(reader));
        Arguments arguments = new Arguments().add(value.pagesVersion());
        if (page == null) {
            return shards.write(Functions.step("confirm", key, arguments)).thenApply(Answer::new);
        }
        arguments
                .add(ReaderFormat.record(page))
                .add(ReaderValue.day(clock.millis()))
                .add(keptSeconds);
        return shards.write(Functions.step("keep", key, arguments)).thenApply(Answer::new);
    }

    /** Has a record rewritten, when it is worth it: one that has grown without being read. */
    public void grown(String reader) {
        var unused = read(reader);
    }

    /** How often a decision was made once more, as another server was first, since the opening. */
    public long decidedAgain() {
        return again.sum();
    }

    /** Removes pages of readers who do not come. */
    public OldPages oldPages() {
        return oldPages;
    }

    @Override
    public void close() {
        decisions.shutdown();
    }
}
