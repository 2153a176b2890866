package io.reco.server.browse.reader;

import java.util.ArrayList;
import java.util.List;

import io.reco.server.domain.Event;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.domain.refusal.Failures;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.model.Models;
import io.reco.server.store.Store;
import io.reco.server.store.log.FactsGoneException;
import io.reco.server.store.log.LogRewoundException;
import io.reco.server.store.log.Positions;
import io.reco.server.store.log.Tail;

/**
 * All that is kept of a reader, piece by piece: what they stated, what they did and were served, the newest first, then their
 * events that the log still has, the oldest first. The log is gone through twice: who was erased or merged meanwhile shows only
 * at its end. In memory are the reader's record and what is handed over at once. For one thread at a time.
 */
public final class ReaderExport {

    private static final int ACTIVITIES_AT_ONCE = 50;
    private static final int FACTS_AT_ONCE = 1_000;

    private final Store store;
    private final Models models;
    private final Preferences preferences;
    private final Past past;
    private final Lives lives;
    private final Positions from;
    private final Positions upTo;
    private Lives.Found found = new Lives.Found(List.of());
    private Tail tail;
    private boolean again;
    private int told;

    /** In the log, counted from where it began. */
    private long place;

    private long end;

    ReaderExport(Store store, Models models, String reader) {
        this.store = store;
        this.models = models;
        var state = Failures.join(store.readers().read(reader));
        this.preferences = state.preferences();
        this.past = new Past(state, ActivityKind.ALL);
        this.lives = new Lives(
                store.ids(),
                reader,
                Failures.join(store.lives().lineage(reader)).mergedReaders());
        this.from = store.facts().oldest();
        this.upTo = store.facts().newest();
        this.tail = store.facts().tail(from);
    }

    /** What the reader stated. */
    public Preferences preferences() {
        return preferences;
    }

    /** The next few activities; none after the last one. */
    public List<Activity> activities() {
        int first = told;
        told = Math.min(past.size(), told + ACTIVITIES_AT_ONCE);
        return models.read(view -> past.get(first, told, view.articles()));
    }

    /**
     * Goes on along the log for some milliseconds, and says which of the reader's events it met.
     *
     * @throws Refusal when the log lost meanwhile what was still to be read
     */
    public List<Event> events() {
        List<Event> events = new ArrayList<>();
        try {
            int read = tail.read(FACTS_AT_ONCE, fact -> {
                if (!again) {
                    lives.look(fact, place);
                } else if (place < end && fact instanceof Event event && found.has(event.reader(), place)) {
                    events.add(event);
                }
                place++;
            });
            if (!again && (read == 0 || tail.at().reached(upTo))) {
                found = lives.found();
                end = place;
                tail = store.facts().tail(from);
                again = true;
                place = 0;
            }
        } catch (FactsGoneException e) {
            throw Refusal.unavailable("log: its oldest facts went meanwhile (expected: another attempt)", e);
        } catch (LogRewoundException e) {
            throw Refusal.unavailable("log: its newest facts went meanwhile (expected: another attempt)", e);
        }
        return events;
    }

    /** Whether all events were met that the log had at the beginning, and perhaps some later ones. */
    public boolean done() {
        return again && place >= end;
    }
}
