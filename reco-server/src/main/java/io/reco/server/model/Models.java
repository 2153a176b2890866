package io.reco.server.model;

import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;

import io.reco.server.model.settings.HeapBudget;
import io.reco.server.model.settings.LearningSettings;

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
    private final State state;

    /** Knows nothing yet. */
    public Models(LearningSettings settings) {
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
}
