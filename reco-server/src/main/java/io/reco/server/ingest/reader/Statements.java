package io.reco.server.ingest.reader;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.reco.server.domain.reader.Preferences;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.store.Store;
import io.reco.server.store.reader.PreferencesChange;

/** What readers state of themselves. A change is complete when it is durable; the next page goes by it. */
public final class Statements {

    private final Store store;
    private final Clock clock;

    Statements(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Writes what a reader states, as a whole step: of two updates of different fields none is lost. What changes nothing is not
     * written. Throws a {@link Refusal} that
     * names everything wrong.
     *
     * @return all that they state then
     */
    public CompletableFuture<Preferences> update(PreferenceUpdate update) {
        requireGood(update);
        Change change = new Change(update);
        return store.facts().update(change).thenApply(unused -> change.decided);
    }

    /** What {@link #update} would answer; writes nothing. */
    public CompletableFuture<Preferences> tryUpdate(PreferenceUpdate update) {
        requireGood(update);
        return store.readers()
                .read(update.reader())
                .thenApply(state -> update.after(state.preferences(), clock.millis()));
    }

    /** Everything wrong with an update; empty when it is good. */
    public List<Violation> violations(PreferenceUpdate update) {
        return PreferenceRules.violations(update);
    }

    private void requireGood(PreferenceUpdate update) {
        List<Violation> violations = violations(update);
        if (!violations.isEmpty()) {
            throw Refusal.invalid(violations);
        }
    }

    /** Decided by the thread that writes; read once that is durable. */
    private static final class Change implements PreferencesChange {

        private final PreferenceUpdate update;
        private volatile Preferences decided = Preferences.NONE;

        Change(PreferenceUpdate update) {
            this.update = update;
        }

        @Override
        public String reader() {
            return update.reader();
        }

        @Override
        public Preferences decide(Preferences before, long nowMs) {
            decided = update.after(before, nowMs);
            return decided;
        }
    }
}
