package io.reco.server.store.valkey.lives;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.reco.server.store.age.Ages;
import io.reco.server.store.format.ReaderFormat;
import io.reco.server.store.life.Lineage;
import io.reco.server.store.life.PagePath;
import io.reco.server.store.life.PagePlace;
import io.reco.server.store.life.ReaderLives;
import io.reco.server.store.reader.ReaderState;
import io.reco.server.store.valkey.layout.Answer;
import io.reco.server.store.valkey.layout.Arguments;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.lives.LifeSteps.Known;
import io.reco.server.store.valkey.shard.Shards;
import io.reco.server.store.valkey.tail.LogEnds;
import io.reco.server.threads.Threads;

/** Erasures and merges in steps, on threads of their own, for each waits for the one before. */
public final class ValkeyLives implements ReaderLives, AutoCloseable {

    private static final int THREADS = 2;

    /** After that long nobody is at it any more, or somebody is who does not mind. */
    private static final Duration LEFT_ALONE = Duration.ofSeconds(30);

    private final LifeSteps steps;
    private final Merging merging;
    private final Erasing erasing;
    private final Duration logRetention;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, Threads.daemons("store-lives"));

    /**
     * In these shards.
     *
     * @param keptSeconds how long a reader is kept after the last write, and an erasure remembered
     * @param logRetention how long facts stay
     */
    public ValkeyLives(
            Shards shards,
            Layout layout,
            LogEnds ends,
            Clock clock,
            Ages ages,
            long keptSeconds,
            Duration logRetention) {
        this.steps = new LifeSteps(shards, layout, ends, clock, ages, keptSeconds);
        this.merging = new Merging(steps);
        this.erasing = new Erasing(steps);
        this.logRetention = logRetention;
    }

    @Override
    public CompletableFuture<Erased> erase(String reader, boolean look) {
        return CompletableFuture.supplyAsync(
                () -> erased(look ? erasing.look(reader) : erasing.erase(reader)), threads);
    }

    private Erased erased(Erasing.Gone gone) {
        return new Erased(
                steps.newest(),
                gone.erasedMs(),
                gone.erasedMs() + logRetention.toMillis() + PURGE_MAX.toMillis(),
                gone.before().actions().size(),
                gone.before().pages().size());
    }

    @Override
    public CompletableFuture<Merged> merge(Merge merge, boolean look) {
        return CompletableFuture.supplyAsync(() -> merged(merge, look), threads);
    }

    private Merged merged(Merge merge, boolean look) {
        long request = steps.ids().ofReader(merge.requestId());
        long what = steps.ids().ofReader(merge.from() + ' ' + merge.into());
        Answer known = look ? known(request) : asked(request, what);
        if (known.size() > 0 && known.number(0) != what) {
            return merged(Result.CONFLICT, ReaderState.EMPTY);
        }
        if (known.size() > 0 && known.number(1) == 1) {
            return merged(Result.REPEATED, ReaderState.EMPTY);
        }
        if (look) {
            return merged(Result.DONE, steps.known(merge.from()).value().held().state());
        }
        if (steps.known(merge.into()).links().taken(request).isPresent() && isCleared(merge.from(), request)) {
            merging.done(request);
            return merged(Result.REPEATED, ReaderState.EMPTY);
        }
        Begun begun = merging.begin(merge.from(), merge.into(), request, what);
        merging.goOn(begun);
        return merged(
                Result.DONE,
                ReaderFormat.held(begun.life().getRecord().toByteArray()).state());
    }

    private Merged merged(Result result, ReaderState moved) {
        ReaderState limited = steps.limited(moved);
        return new Merged(
                steps.newest(),
                result,
                limited.actions().size(),
                limited.pages().size());
    }

    private long forgottenMs() {
        return steps.clockDoubted() ? 0 : steps.nowMs() - REQUEST_WINDOW.toMillis();
    }

    private Answer known(long request) {
        return steps.look(
                "request_known", List.of(steps.layout().request(request)), new Arguments().add(forgottenMs()));
    }

    private Answer asked(long request, long what) {
        Arguments arguments =
                new Arguments().add(steps.nowMs()).add(forgottenMs()).add(what);
        return steps.write("request", List.of(steps.layout().request(request)), arguments);
    }

    /** Of a merge that was taken in: whether nothing is left to do where it came from. */
    private boolean isCleared(String from, long request) {
        return steps.begun(steps.layout().ofReader(from)).stream()
                .noneMatch(begun -> begun.reader().equals(from) && begun.life().getRequest() == request);
    }

    @Override
    public CompletableFuture<List<PagePlace>> path(PagePlace served) {
        return steps.links(served.reader())
                .thenCompose(links -> links.movedTo(served.stamp()).isEmpty()
                        ? CompletableFuture.completedFuture(List.of(served))
                        : CompletableFuture.supplyAsync(() -> PagePath.of(served, this::moves), threads));
    }

    private List<PagePath.Move> moves(String reader, long stamp) {
        List<PagePath.Move> moves = new ArrayList<>();
        for (String into : steps.known(reader).links().movedTo(stamp)) {
            steps.known(into).links().into(reader).forEach(merge -> moves.add(new PagePath.Move(into, merge)));
        }
        return moves;
    }

    @Override
    public CompletableFuture<Lineage> lineage(String reader) {
        return CompletableFuture.supplyAsync(
                () -> {
                    Known known = steps.known(reader);
                    return new Lineage(known.links().into(), known.erasedMs());
                },
                threads);
    }

    /** Does what is left to do of what servers began that died. Waits for all of it. */
    public void goOn() {
        long beforeMs = steps.clockMs() - LEFT_ALONE.toMillis();
        for (int partition = 0; partition < steps.layout().partitions(); partition++) {
            for (Begun begun : steps.begun(partition)) {
                if (begun.life().getBegunMs() <= beforeMs) {
                    merging.goOn(begun);
                }
            }
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
