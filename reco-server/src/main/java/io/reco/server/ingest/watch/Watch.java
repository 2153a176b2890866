package io.reco.server.ingest.watch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.reco.server.domain.Event;
import io.reco.server.domain.refusal.Failures;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.life.ReaderLives;
import io.reco.server.store.log.FactsGoneException;
import io.reco.server.store.log.LogRewoundException;
import io.reco.server.store.log.Tail;

/** One caller's way along the log. For one thread at a time. */
public final class Watch {

    /** So many facts are looked at at once: those of an answer take some hundred kilobytes at most. */
    private static final int FACTS_AT_ONCE = 512;

    /**
     * What came next.
     *
     * @param more whether there may be more already
     */
    public record Events(List<Event> events, boolean more) {}

    private final Tail tail;
    private final WatchFilter filter;
    private final ReaderLives lives;
    private final PlaceText texts;

    Watch(Tail tail, WatchFilter filter, ReaderLives lives, PlaceText texts) {
        this.tail = tail;
        this.filter = filter;
        this.lives = lives;
        this.texts = texts;
    }

    /**
     * The next events that the caller wants, at most a few hundred; other facts are passed over, and so are events of readers
     * who were erased since. A {@link Refusal} when those that should come next are not kept any more.
     */
    public Events next() {
        List<Event> events = new ArrayList<>();
        try {
            int read = tail.read(FACTS_AT_ONCE, fact -> {
                if (fact instanceof Event event && filter.letsThrough(event)) {
                    events.add(event);
                }
            });
            withoutErased(events);
            return new Events(events, read > 0);
        } catch (FactsGoneException gone) {
            throw Watches.gone(position(), texts.of(gone.oldest()), "facts before it are not kept any more");
        } catch (LogRewoundException rewound) {
            throw Watches.gone(position(), texts.of(rewound.goOnFrom()), "facts after it are lost, and come again");
        }
    }

    private void withoutErased(List<Event> events) {
        Map<String, Long> erasedMs = new HashMap<>();
        events.removeIf(event -> event.timeMs()
                < erasedMs.computeIfAbsent(
                        event.reader(),
                        reader -> Failures.join(lives.lineage(reader)).erasedMs()));
    }

    /** Where to go on after all that came so far. */
    public String position() {
        return texts.of(tail.at());
    }
}
