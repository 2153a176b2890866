package io.reco.server.ingest.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import org.jspecify.annotations.Nullable;

import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.IdKeys;
import io.reco.server.domain.Ids;
import io.reco.server.domain.Limits;
import io.reco.server.domain.page.Origin;
import io.reco.server.domain.page.Source;
import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.exposure.Exposure;
import io.reco.server.exposure.ExposureTokens;
import io.reco.server.store.life.PagePlace;

/** Looks at one reported event: all that is wrong with it, or the event to store. */
final class EventCheck {

    private static final String TIME_EXPECTED = "from 1990 on, at most a day ahead";
    /** What of a reader who says it themselves counts once a slot. What can be taken back may be done again. */
    private static final Set<EventType> ONCE_A_SLOT =
            Set.of(EventType.EXPOSE, EventType.VIEW, EventType.READ, EventType.SHARE);

    private final IdKeys ids;
    private final ExposureTokens tokens;
    private final Map<PagePlace, List<PagePlace>> paths;
    private final int index;
    private final ReportedEvent event;
    private final Trust trust;
    private final long nowMs;
    private final List<Violation> violations = new ArrayList<>();

    private @Nullable Source source;

    /** Another reader's page that the token is of, of which it is not known yet if a merge brought it to this reader. */
    private Optional<PagePlace> unsure = Optional.empty();

    /**
     * Of the event at {@code index} of its request, as of {@code nowMs}.
     *
     * @param paths of what it is known of some served pages where merges brought them
     */
    EventCheck(
            IdKeys ids,
            ExposureTokens tokens,
            Map<PagePlace, List<PagePlace>> paths,
            int index,
            ReportedEvent event,
            Trust trust,
            long nowMs) {
        this.ids = ids;
        this.tokens = tokens;
        this.paths = paths;
        this.index = index;
        this.event = event;
        this.trust = trust;
        this.nowMs = nowMs;
    }

    /** Of a field in the request; not made for events that are as they should be. */
    private String path(String field) {
        return "events[" + index + "]." + field;
    }

    /** All that was found to be wrong by {@link #event}. */
    List<Violation> violations() {
        return violations;
    }

    /** The event to store; of no meaning when there are violations. */
    Event event() {
        if (!Ids.isVisibleAscii(event.id(), Limits.CALLER_ID_CHARS_MAX)) {
            refuse("event_id", event.id().isEmpty() ? "empty" : event.id(), Limits.CALLER_ID_EXPECTED);
        }
        if (!Ids.isId(event.reader())) {
            Ids.check(path("reader_id"), event.reader(), violations);
        }
        if (!Ids.isId(event.article())) {
            Ids.check(path("article_id"), event.article(), violations);
        }
        EventType type = type();
        long timeMs = timeMs();
        Optional<Exposure> exposure = exposure();
        return new Event(
                exposure.filter(page -> trust == Trust.OWN_PAGES && ONCE_A_SLOT.contains(type))
                        .map(page -> idOfSlot(page, type))
                        .orElse(event.id()),
                event.reader(),
                event.article(),
                type,
                event.retracted(),
                timeMs,
                exposure.map(page -> origin(page, type)).orElse(Origin.NONE),
                sight(exposure));
    }

    /** Of 21 to 59 characters, so it is an event id as any other. */
    private String idOfSlot(Exposure page, EventType type) {
        String placement = page.placement().isEmpty() ? "" : "-" + Long.toHexString(ids.of(page.placement()));
        return "slot-" + page.stamp() + "-" + Long.toHexString(ids.of(event.article())) + "-" + type + placement;
    }

    private void refuse(String field, Object value, String expected) {
        violations.add(Violation.of(path(field), value, expected));
    }

    private EventType type() {
        if (event.typeCode() < 1 || event.typeCode() > EventType.values().length) {
            refuse("type", event.typeCode(), "EXPOSE..HIDE");
            return EventType.VIEW;
        }
        EventType type = EventType.of(event.typeCode());
        if (event.retracted() && !type.retractable()) {
            refuse("retracted", "true", "false for " + type + ": LIKE, BOOKMARK, DISLIKE and HIDE can be taken back");
        }
        return type;
    }

    private long timeMs() {
        long timeMs = event.timeMs() == ReportedEvent.UNSET ? nowMs : event.timeMs();
        if (!possible(timeMs)) {
            boolean seconds = timeMs <= Long.MAX_VALUE / 1_000 && possible(timeMs * 1_000);
            refuse(
                    "event_time",
                    timeMs < 0 ? "no time" : timeMs + " ms",
                    seconds ? TIME_EXPECTED + "; seconds taken for milliseconds?" : TIME_EXPECTED);
        }
        return Math.min(timeMs, nowMs);
    }

    private boolean possible(long timeMs) {
        return timeMs >= Limits.TIME_MIN_MS && timeMs <= nowMs + Limits.EVENT_AHEAD_MAX.toMillis();
    }

    /** What the event's token says; empty when there is none, or it is of no use. */
    private Optional<Exposure> exposure() {
        if (event.exposure().isEmpty()) {
            if (trust == Trust.OWN_PAGES) {
                refuseToken("empty");
            }
            return Optional.empty();
        }
        Optional<Exposure> exposure = tokens.verify(event.exposure())
                .filter(page -> page.articles().contains(event.article()))
                .flatMap(this::theirs);
        if (exposure.isEmpty()) {
            refuseToken(event.exposure());
        }
        return exposure;
    }

    private void refuseToken(String token) {
        Violation violation =
                Violation.of(path("exposure_token"), token, "a token of this reader's page that holds the article");
        violations.add(trust == Trust.OWN_PAGES ? violation.because(Violation.PAGE_NOT_OWN) : violation);
    }

    /** The page, if it is of the event's reader, as that one has it now. */
    private Optional<Exposure> theirs(Exposure page) {
        if (page.reader().equals(event.reader())) {
            return Optional.of(page);
        }
        if (page.reader().isEmpty()) {
            // An anonymous page belongs to whoever was shown it, but who that was nobody can tell.
            return trust == Trust.ANY ? Optional.of(page) : Optional.empty();
        }
        PagePlace served = new PagePlace(page.reader(), page.placement(), page.stamp());
        List<PagePlace> path = paths.get(served);
        if (path == null) {
            unsure = Ids.isId(event.reader()) ? Optional.of(served) : Optional.empty();
            return Optional.empty();
        }
        return path.stream()
                .filter(place -> place.reader().equals(event.reader()))
                .reduce((earlier, later) -> later)
                .map(place -> page.stamped(place.stamp()));
    }

    /** The page of which the path has to be known before {@link #event} may find less that is wrong. */
    Optional<PagePlace> unsure() {
        return unsure;
    }

    /** What spoke most for the article on the page that the event came from, null for none; after {@link #event}. */
    @Nullable
    Source source() {
        return source;
    }

    private Origin origin(Exposure page, EventType type) {
        int slot = page.articles().indexOf(event.article());
        int sourceCode = page.sourceCodes().get(slot);
        source = Source.find(sourceCode).orElse(null);
        LongArrayList above = new LongArrayList(type == EventType.EXPOSE ? 0 : slot);
        for (int i = 0; type != EventType.EXPOSE && i < slot; i++) {
            above.add(ids.of(page.articles().get(i)));
        }
        return new Origin(
                page.placement(), page.stamp(), slot, above, source == null ? 0 : sourceCode, page.degraded());
    }

    private Event.Sight sight(Optional<Exposure> exposure) {
        if (!event.placement().isEmpty()) {
            Ids.checkPlacement(path("placement"), event.placement(), violations);
        }
        exposure.map(Exposure::placement)
                .filter(placement ->
                        !event.placement().isEmpty() && !event.placement().equals(placement))
                .ifPresent(placement -> refuse(
                        "placement", event.placement(), "empty, or that of its exposure_token: '" + placement + "'"));
        if (event.position() < 0 || event.position() > Limits.POSITION_MAX) {
            refuse("position", event.position(), "0.." + Limits.POSITION_MAX);
        }
        boolean stayed = event.dwellMs() != ReportedEvent.UNSET;
        if (stayed && (event.dwellMs() < 0 || event.dwellMs() > Limits.DWELL_MAX.toMillis())) {
            refuse("dwell_time", event.dwellMs() + " ms", "0.." + Limits.DWELL_MAX.toHours() + " h");
        }
        String placement = exposure.isPresent() ? "" : event.placement();
        long dwellMs = stayed ? event.dwellMs() : Event.Sight.NO_DWELL;
        return placement.isEmpty() && event.position() == 0 && !stayed
                ? Event.Sight.NONE
                : new Event.Sight(placement, event.position(), dwellMs);
    }
}
