package io.reco.server.ingest;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import it.unimi.dsi.fastutil.longs.LongArrayList;

import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.IdKeys;
import io.reco.server.domain.Ids;
import io.reco.server.domain.Limits;
import io.reco.server.domain.page.Origin;
import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.exposure.Exposure;
import io.reco.server.exposure.ExposureTokens;
import io.reco.server.store.log.FactLog;

/** Takes in what readers did: each event is checked alone, and the good ones become durable together. */
public final class Feedback {

    private static final String TIME_EXPECTED = "from 1990 on, at most a day ahead";

    private final FactLog log;
    private final IdKeys ids;
    private final ExposureTokens tokens;
    private final Clock clock;

    /** Takes in events of readers and articles whose ids have these keys in the log's store. */
    public Feedback(FactLog log, IdKeys ids, ExposureTokens tokens, Clock clock) {
        this.log = log;
        this.ids = ids;
        this.tokens = tokens;
        this.clock = clock;
    }

    /**
     * What became of one call's events.
     *
     * @param accepted how many were new and are durable
     * @param duplicates positions of those that were there before, ascending
     * @param refused ascending by index
     */
    public record Report(int accepted, List<Integer> duplicates, List<Refused> refused) {}

    /** One refused event; {@code violations} is never empty. */
    public record Refused(int index, List<Violation> violations) {}

    /** Completes when the accepted events are durable. */
    public CompletableFuture<Report> report(List<ReportedEvent> events) {
        long nowMs = clock.millis();
        List<Event> good = new ArrayList<>(events.size());
        List<Integer> goodIndexes = new ArrayList<>(events.size());
        List<Refused> refused = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            List<Violation> violations = new ArrayList<>();
            Event event = check("events[" + i + "]", events.get(i), nowMs, violations);
            if (violations.isEmpty()) {
                good.add(event);
                goodIndexes.add(i);
            } else {
                refused.add(new Refused(i, violations));
            }
        }
        if (good.isEmpty()) {
            return CompletableFuture.completedFuture(new Report(0, List.of(), refused));
        }
        return log.append(good).thenApply(appended -> report(good, goodIndexes, appended.outcomes(), refused));
    }

    private static Report report(
            List<Event> good, List<Integer> indexes, List<FactLog.Outcome> outcomes, List<Refused> bad) {
        List<Refused> refused = new ArrayList<>(bad);
        List<Integer> duplicates = new ArrayList<>();
        int accepted = 0;
        for (int i = 0; i < good.size(); i++) {
            switch (outcomes.get(i)) {
                case APPENDED -> accepted++;
                case DUPLICATE -> duplicates.add(indexes.get(i));
                case TOO_OLD -> refused.add(new Refused(indexes.get(i), List.of(tooOld(indexes.get(i), good.get(i)))));
                case READER_ERASED ->
                    refused.add(new Refused(indexes.get(i), List.of(erased(indexes.get(i), good.get(i)))));
                case UNCHANGED ->
                    throw new IllegalStateException("an event's outcome: UNCHANGED (expected: any other)");
            }
        }
        refused.sort(Comparator.comparingInt(Refused::index));
        return new Report(accepted, duplicates, refused);
    }

    private static Violation erased(int index, Event event) {
        return Violation.of(
                        "events[" + index + "].reader_id",
                        event.reader(),
                        "a reader who was not erased since this event, or since the page that it came from")
                .because("READER_ERASED");
    }

    private static Violation tooOld(int index, Event event) {
        String expected = FactLog.comparable(event)
                ? "of the last 7 days, or after what is forgotten of this reader: it may have been counted before"
                : "of the last 7 days for EXPOSE: it may have been counted before";
        return Violation.of("events[" + index + "].event_time", Instant.ofEpochMilli(event.timeMs()), expected)
                .because("TOO_OLD");
    }

    /** The event to store; of no meaning when violations were added. */
    private Event check(String path, ReportedEvent event, long nowMs, List<Violation> violations) {
        if (!Ids.isVisibleAscii(event.id(), Limits.CALLER_ID_CHARS_MAX)) {
            violations.add(Violation.of(
                    path + ".event_id", event.id().isEmpty() ? "empty" : event.id(), Limits.CALLER_ID_EXPECTED));
        }
        Ids.check(path + ".reader_id", event.reader(), violations);
        Ids.check(path + ".article_id", event.article(), violations);
        EventType type = EventType.VIEW;
        if (event.typeCode() < 1 || event.typeCode() > EventType.values().length) {
            violations.add(Violation.of(path + ".type", event.typeCode(), "EXPOSE..HIDE"));
        } else {
            type = EventType.of(event.typeCode());
        }
        long timeMs = event.timeMs() == ReportedEvent.NOW ? nowMs : event.timeMs();
        if (!possible(timeMs, nowMs)) {
            boolean seconds = timeMs <= Long.MAX_VALUE / 1_000 && possible(timeMs * 1_000, nowMs);
            violations.add(Violation.of(
                    path + ".event_time",
                    timeMs + " ms",
                    seconds ? TIME_EXPECTED + "; seconds taken for milliseconds?" : TIME_EXPECTED));
        }
        Origin origin = event.exposure().isEmpty() ? Origin.NONE : origin(path, event, type, violations);
        return new Event(event.id(), event.reader(), event.article(), type, Math.min(timeMs, nowMs), origin);
    }

    private static boolean possible(long timeMs, long nowMs) {
        return timeMs >= Limits.TIME_MIN_MS && timeMs <= nowMs + Limits.EVENT_AHEAD_MAX.toMillis();
    }

    private Origin origin(String path, ReportedEvent event, EventType type, List<Violation> violations) {
        Optional<Exposure> exposure = tokens.verify(event.exposure());
        // An anonymous page belongs to whoever was shown it.
        boolean theirs = exposure.isPresent()
                && (exposure.get().reader().equals(event.reader())
                        || exposure.get().reader().isEmpty());
        int slot = theirs ? exposure.get().articles().indexOf(event.article()) : -1;
        if (slot < 0) {
            violations.add(Violation.of(
                    path + ".exposure_token",
                    event.exposure(),
                    "a token of this reader's page that holds the article"));
            return Origin.NONE;
        }
        LongArrayList above = new LongArrayList(type == EventType.EXPOSE ? 0 : slot);
        for (int i = 0; type != EventType.EXPOSE && i < slot; i++) {
            above.add(ids.of(exposure.get().articles().get(i)));
        }
        return new Origin(
                exposure.get().placement(),
                exposure.get().stamp(),
                slot,
                above,
                exposure.get().degraded());
    }
}
