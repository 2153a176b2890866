package io.reco.server.ingest.event;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.count.PlacementCounts;
import io.reco.server.domain.page.Source;

/**
 * What became of reported events, and which of them came from pages: so one sees whether what is recommended is opened. Safe for
 * use by many threads.
 */
public final class EventCounts {

    /** What became of an event. */
    public enum Outcome {
        ACCEPTED,
        DUPLICATE,
        REFUSED
    }

    /** Of a type that there is not. */
    private static final int UNKNOWN = 0;

    /** By code of the type. */
    private final Map<Outcome, AtomicLongArray> events = new EnumMap<>(Outcome.class);

    private final PlacementCounts exposed = new PlacementCounts(Source.CODES);
    private final PlacementCounts opened = new PlacementCounts(Source.CODES);

    EventCounts() {
        for (Outcome outcome : Outcome.values()) {
            events.put(outcome, new AtomicLongArray(EventType.values().length + 1));
        }
    }

    /** Takes in one that was refused, or repeated. */
    void add(int typeCode, Outcome outcome) {
        int known = typeCode > 0 && typeCode <= EventType.values().length ? typeCode : UNKNOWN;
        of(outcome).incrementAndGet(known);
    }

    /**
     * Takes in one that was accepted.
     *
     * @param source what spoke most for the article on the page it came from; null when it came from none
     */
    void accepted(Event event, @Nullable Source source) {
        add(event.type().code(), Outcome.ACCEPTED);
        if (source != null && event.type() == EventType.EXPOSE) {
            exposed.add(event.placement(), source.code());
        } else if (source != null && event.type() == EventType.VIEW) {
            opened.add(event.placement(), source.code());
        }
    }

    /** How many events so far had this outcome, by the name of their type; those of types that there are not as {@code other}. */
    public Map<String, Long> events(Outcome outcome) {
        Map<String, Long> counts = new TreeMap<>(Map.of("other", of(outcome).get(UNKNOWN)));
        for (EventType type : EventType.values()) {
            counts.put(type.name(), of(outcome).get(type.code()));
        }
        return counts;
    }

    private AtomicLongArray of(Outcome outcome) {
        return Objects.requireNonNull(events.get(outcome));
    }

    /** How many slots were reported as seen for which this source spoke most, by placement. */
    public Map<String, Long> exposed(Source source) {
        return exposed.of(source.code());
    }

    /** How many views came from such slots, by placement. */
    public Map<String, Long> opened(Source source) {
        return opened.of(source.code());
    }
}
