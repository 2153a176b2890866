package io.reco.server.model;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;

import io.reco.server.domain.refusal.Failures;
import io.reco.server.model.neighbours.Damping;
import io.reco.server.model.neighbours.EaseRows;
import io.reco.server.model.neighbours.RowSlices;
import io.reco.server.model.settings.HeapBudget;
import io.reco.server.model.settings.LearningSettings;
import io.reco.server.model.snapshot.ColumnReader;
import io.reco.server.model.snapshot.ColumnWriter;
import io.reco.server.model.snapshot.SnapshotException;

/**
 * All that the engine knows, in memory, behind one door: {@link #read} shows it as of one moment, {@link #write} changes it. What
 * may be done inside is what {@link View} and {@link Writer} offer; nothing else leads to the parts.
 *
 * <p>One read-write lock. Inside of either no other lock is taken, nothing is waited for and no file or socket is touched, so
 * that nobody waits for longer than the work takes. A read may stand inside a read or a write; a write inside a read would wait
 * for itself for ever.
 */
public final class Models {

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final LearningSettings settings;
    /** Guarded by the lock. */
    private State state;

    /** Knows nothing yet. */
    public Models(LearningSettings settings) {
        this.settings = settings;
        this.state = new State(settings, HeapBudget.ofProcess());
    }

    /**
     * Looks at everything as of one moment. Writers wait meanwhile, and then all who come after them: a few milliseconds at
     * most.
     */
    public <T> T read(Function<? super View, T> look) {
        lock.readLock().lock();
        try {
            return look.apply(state);
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * Changes something. All others wait meanwhile: a few milliseconds, and longer only when, seldom, something is looked at that
     * grows with the catalogue: the order of publication, the weights of terms, lists that lost half of what they can hold.
     */
    public void write(Consumer<? super Writer> change) {
        lock.writeLock().lock();
        try {
            change.accept(state);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /**
     * Tells a snapshot all that changes with every fact. Takes no lock and holds nobody up: only for the thread that writes, or
     * while that one is kept from it.
     */
    public void save(ColumnWriter out) {
        State saved = read(view -> state);
        saved.parts().forEach((name, part) -> {
            out.part(name);
            part.save(out);
        });
    }

    /**
     * Tells a snapshot, after {@link #save}, what follows from that: neighbour rows, and what was learned in the background.
     * Facts may be taken in meanwhile. A row may then be newer than the rest: the facts that made it so come again after a start
     * from the snapshot, and with them it is built anew.
     */
    public void saveLearned(ColumnWriter out) {
        out.part("rows");
        int articles = read(view -> view.articles().size());
        new RowSlices(
                        articles,
                        (from, rows) -> read(view -> {
                            Arrays.setAll(rows, place -> view.rows().row(from + place));
                            return rows;
                        }))
                .save(out);
        Learned learned =
                read(view -> new Learned(view.learnedAtMs(), view.learnedFrom(), view.damping(), view.easeRows()));
        out.part("damping");
        learned.damping.save(out);
        out.part("ease");
        out.number("learnedAtMs", learned.atMs);
        out.number("learnedFrom", learned.from);
        learned.rows.save(out);
    }

    private record Learned(long atMs, long from, Damping damping, EaseRows rows) {}

    /**
     * Knows from now on what {@link #save} and {@link #saveLearned} told, and nothing else. It is read in beside what is known,
     * so nobody waits.
     *
     * @param in what {@link #save} told
     * @param learned what {@link #saveLearned} told; read in a thread of its own meanwhile
     * @throws SnapshotException when that was told in another form; then nothing has changed
     */
    public void restore(ColumnReader in, ColumnReader learned) {
        State restored = new State(settings, HeapBudget.ofProcess());
        var others = CompletableFuture.runAsync(() -> restored.restoreLearned(learned));
        var parts = CompletableFuture.runAsync(() -> restored.parts().forEach((name, part) -> {
            in.part(name);
            part.restore(in);
        }));
        Failures.join(CompletableFuture.allOf(parts, others)); // both have ended, also when one fails
        become(restored);
    }

    /** Knows nothing from now on. */
    public void forget() {
        become(new State(settings, HeapBudget.ofProcess()));
    }

    private void become(State other) {
        lock.writeLock().lock();
        try {
            state = other;
        } finally {
            lock.writeLock().unlock();
        }
    }
}
