package io.reco.server.ingest.event;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.Event;
import io.reco.server.domain.IdKeys;
import io.reco.server.domain.page.Source;
import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.exposure.ExposureTokens;
import io.reco.server.store.Store;
import io.reco.server.store.life.PagePlace;
import io.reco.server.store.life.ReaderLives;
import io.reco.server.store.log.FactLog;

/** Takes in what readers did: each event is checked alone, and the good ones become durable together. */
public final class Feedback {

    private final FactLog log;
    private final ReaderLives lives;
    private final IdKeys ids;
    private final ExposureTokens tokens;
    private final Clock clock;
    private final EventCounts counts = new EventCounts();

    public Feedback(Store store, ExposureTokens tokens, Clock clock) {
        this.log = store.facts();
        this.lives = store.lives();
        this.ids = store.ids();
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
        return report(events, Trust.ANY);
    }

    /** The same, for somebody who is believed less. */
    public CompletableFuture<Report> report(List<ReportedEvent> events, Trust trust) {
        return checked(events, trust)
                .thenCompose(call -> taken(call, good -> log.append(good).thenApply(FactLog.Appended::outcomes))
                        .thenApply(report -> counted(report, call, events)));
    }

    /** What {@link #report} would answer now; takes nothing. */
    public CompletableFuture<Report> tryOut(List<ReportedEvent> events, Trust trust) {
        return checked(events, trust).thenCompose(call -> taken(call, log::tryOut));
    }

    /** What became of the events so far that {@link #report} had. */
    public EventCounts counts() {
        return counts;
    }

    private Report counted(Report report, CallCheck call, List<ReportedEvent> events) {
        boolean[] done = new boolean[events.size()];
        report.refused.forEach(refused -> count(refused.index, EventCounts.Outcome.REFUSED, events, done));
        report.duplicates.forEach(index -> count(index, EventCounts.Outcome.DUPLICATE, events, done));
        for (int i = 0; i < call.good.size(); i++) {
            if (!done[call.goodIndexes.get(i)]) {
                counts.accepted(call.good.get(i), call.goodSources.get(i));
            }
        }
        return report;
    }

    private void count(int index, EventCounts.Outcome outcome, List<ReportedEvent> events, boolean[] done) {
        counts.add(events.get(index).typeCode(), outcome);
        done[index] = true;
    }

    private CompletableFuture<CallCheck> checked(List<ReportedEvent> events, Trust trust) {
        long nowMs = clock.millis();
        Map<PagePlace, List<PagePlace>> paths = new ConcurrentHashMap<>();
        CallCheck first = new CallCheck(events, trust, nowMs, paths);
        return first.unsure.isEmpty()
                ? CompletableFuture.completedFuture(first)
                : paths(first.unsure, paths).thenApply(unused -> new CallCheck(events, trust, nowMs, paths));
    }

    /** Looks up where these pages went: a token of another reader may be of a page that is theirs now. */
    private CompletableFuture<Void> paths(Set<PagePlace> pages, Map<PagePlace, List<PagePlace>> found) {
        return CompletableFuture.allOf(pages.stream()
                .map(page -> lives.path(page).thenAccept(path -> found.put(page, path)))
                .toArray(CompletableFuture[]::new));
    }

    private static CompletableFuture<Report> taken(
            CallCheck checked, Function<List<Event>, CompletableFuture<List<FactLog.Outcome>>> take) {
        if (checked.good.isEmpty()) {
            return CompletableFuture.completedFuture(new Report(0, List.of(), checked.refused));
        }
        return take.apply(checked.good)
                .thenApply(outcomes -> report(checked.good, checked.goodIndexes, outcomes, checked.refused));
    }

    /** All events of a call, each looked at alone. */
    private final class CallCheck {

        private final List<Event> good = new ArrayList<>();
        private final List<Integer> goodIndexes = new ArrayList<>();
        private final List<@Nullable Source> goodSources = new ArrayList<>();
        private final List<Refused> refused = new ArrayList<>();

        /** Pages of which it matters where merges brought them, and is not known. */
        private final Set<PagePlace> unsure = new HashSet<>();

        CallCheck(List<ReportedEvent> events, Trust trust, long nowMs, Map<PagePlace, List<PagePlace>> paths) {
            for (int i = 0; i < events.size(); i++) {
                EventCheck check = new EventCheck(ids, tokens, paths, i, events.get(i), trust, nowMs);
                add(i, check);
                check.unsure().ifPresent(unsure::add);
            }
        }

        private void add(int index, EventCheck check) {
            Event event = check.event();
            if (check.violations().isEmpty()) {
                good.add(event);
                goodIndexes.add(index);
                goodSources.add(check.source());
            } else {
                refused.add(new Refused(index, check.violations()));
            }
        }
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
}
