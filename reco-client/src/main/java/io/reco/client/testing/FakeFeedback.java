package io.reco.client.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

import io.reco.api.v1.AcceptedEvent;
import io.reco.api.v1.ArticleStats;
import io.reco.api.v1.Event;
import io.reco.api.v1.EventType;
import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.ReportEventsResponse;
import io.reco.api.v1.WatchEventsRequest;
import io.reco.api.v1.WatchEventsResponse;
import io.reco.client.Operation;
import io.reco.client.RecommendException.Code;
import io.reco.client.Violation;
import io.reco.client.page.Exposure;

/** Events by their readers and ids. Guarded by itself. */
final class FakeFeedback extends FeedbackServiceGrpc.FeedbackServiceImplBase {
    private static final int ID_CHARS_MAX = 64;
    private static final long TIME_MIN_MS =
            Instant.parse("1990-01-01T00:00:00Z").toEpochMilli();
    private static final long AHEAD_MAX_MS = Duration.ofDays(1).toMillis();
    private static final String TIME_EXPECTED = "from 1990 on, at most a day ahead";
    private static final Set<EventType> REJECTIONS =
            EnumSet.of(EventType.EVENT_TYPE_DISLIKE, EventType.EVENT_TYPE_HIDE);
    private static final Set<EventType> TAKE_BACKS = EnumSet.of(
            EventType.EVENT_TYPE_LIKE,
            EventType.EVENT_TYPE_BOOKMARK,
            EventType.EVENT_TYPE_SHARE,
            EventType.EVENT_TYPE_READ);
    private static final Set<EventType> RETRACTABLE = EnumSet.of(
            EventType.EVENT_TYPE_LIKE,
            EventType.EVENT_TYPE_BOOKMARK,
            EventType.EVENT_TYPE_DISLIKE,
            EventType.EVENT_TYPE_HIDE);

    /** An event, and whom it belongs to by now; nobody once its reader was erased. */
    static final class Accepted {
        final Event event;
        final long timeMs;
        final AcceptedEvent message;
        String owner;

        Accepted(Event event, long timeMs, AcceptedEvent message) {
            this.event = event;
            this.timeMs = timeMs;
            this.message = message;
            this.owner = event.getReaderId();
        }
    }

    private record Watcher(WatchEventsRequest request, ServerCallStreamObserver<WatchEventsResponse> call) {}

    private final Script script;
    private final Clock clock;
    /** All there ever were, in the order in which they were accepted. */
    private final List<Accepted> log = new ArrayList<>();

    private final Map<String, Set<String>> idsByReader = new HashMap<>();
    private final Map<String, Long> erasedMs = new HashMap<>();
    private final List<Watcher> watchers = new ArrayList<>();

    FakeFeedback(Script script, Clock clock) {
        this.script = script;
        this.clock = clock;
    }

    synchronized List<io.reco.client.feedback.Event> events() {
        return log.stream().map(one -> event(one.event)).toList();
    }

    private static io.reco.client.feedback.Event event(Event event) {
        return new io.reco.client.feedback.Event(
                event.getEventId(),
                event.getReaderId(),
                event.getArticleId(),
                io.reco.client.feedback.EventType.valueOf(event.getType().name().substring("EVENT_TYPE_".length())),
                event.hasEventTime() ? Optional.of(Times.instant(event.getEventTime())) : Optional.empty(),
                event.getExposureToken(),
                event.getPlacement(),
                event.getPosition(),
                event.hasDwellTime() ? Optional.of(Times.duration(event.getDwellTime())) : Optional.empty(),
                event.getRetracted());
    }

    /** What a reader did, the oldest accepted first. */
    synchronized List<Accepted> of(String reader) {
        return log.stream().filter(one -> one.owner.equals(reader)).toList();
    }

    /** How many were accepted, by type. */
    synchronized Map<EventType, Long> countsByType() {
        return log.stream()
                .collect(Collectors.groupingBy(one -> one.event.getType(), TreeMap::new, Collectors.counting()));
    }

    /** What anybody did with an article, the oldest accepted first. */
    synchronized List<Accepted> ofArticle(String article) {
        return log.stream()
                .filter(one -> one.event.getArticleId().equals(article))
                .toList();
    }

    synchronized ArticleStats stats(String article) {
        ArticleStats.Builder stats = ArticleStats.newBuilder();
        Set<String> readers = new HashSet<>();
        for (Accepted one : log) {
            if (one.event.getArticleId().equals(article)) {
                readers.add(one.event.getReaderId());
                switch (one.event.getType()) {
                    case EVENT_TYPE_VIEW -> stats.setViews(stats.getViews() + 1);
                    case EVENT_TYPE_SHARE -> stats.setShares(stats.getShares() + 1);
                    case EVENT_TYPE_EXPOSE -> stats.setExposes(stats.getExposes() + 1);
                    case EVENT_TYPE_LIKE -> stats.setLikes(stats.getLikes() + 1);
                    default -> {}
                }
            }
        }
        return stats.setReaders(readers.size()).build();
    }

    synchronized Set<String> viewedBy(String reader) {
        return log.stream()
                .filter(one -> one.owner.equals(reader) && one.event.getType() == EventType.EVENT_TYPE_VIEW)
                .map(one -> one.event.getArticleId())
                .collect(Collectors.toSet());
    }

    /** Whether the last that counts, by the time of the events, is a dislike or hide. */
    synchronized boolean isRejectedBy(String reader, String article) {
        boolean rejected = false;
        long lastMs = Long.MIN_VALUE;
        for (Accepted one : log) {
            EventType type = one.event.getType();
            boolean rejects = REJECTIONS.contains(type);
            if (one.owner.equals(reader)
                    && one.event.getArticleId().equals(article)
                    && one.timeMs >= lastMs
                    && (rejects || (TAKE_BACKS.contains(type) && !one.event.getRetracted()))) {
                rejected = rejects && !one.event.getRetracted();
                lastMs = one.timeMs;
            }
        }
        return rejected;
    }

    /** All of one reader's belongs to another from now on; how much it was. */
    synchronized int merge(String from, String into) {
        List<Accepted> moved = of(from);
        moved.forEach(one -> one.owner = into);
        Set<String> ids = idsByReader.remove(from);
        if (ids != null) {
            idsByReader.computeIfAbsent(into, key -> new HashSet<>()).addAll(ids);
        }
        return moved.size();
    }

    /** Nobody's from now on, but counted; how much it was. */
    synchronized int erase(String reader, long nowMs) {
        List<Accepted> gone = of(reader);
        gone.forEach(one -> one.owner = "");
        idsByReader.remove(reader);
        erasedMs.put(reader, nowMs);
        return gone.size();
    }

    @Override
    public void reportEvents(ReportEventsRequest request, StreamObserver<ReportEventsResponse> observer) {
        script.answer(Operation.REPORT, observer, () -> accept(request));
    }

    private synchronized ReportEventsResponse accept(ReportEventsRequest request) {
        ReportEventsResponse.Builder response = ReportEventsResponse.newBuilder();
        long now = clock.millis();
        for (int i = 0; i < request.getEventsCount(); i++) {
            Event event = request.getEvents(i);
            String path = "events[" + i + "]";
            List<Violation> violations = violations(path, event, now);
            long timeMs = Math.min(timeMs(event, now), now);
            long erased = erasedMs.getOrDefault(event.getReaderId(), Long.MIN_VALUE);
            if (!violations.isEmpty()) {
                response.addRefusals(Script.refusal(i, violations));
            } else if (timeMs < erased) {
                String field = path + ".event_time";
                response.addRefusals(Script.refusal(
                        i,
                        Code.FAILED_PRECONDITION,
                        new Violation(
                                field,
                                field + ": " + Instant.ofEpochMilli(timeMs) + " (expected: after "
                                        + Instant.ofEpochMilli(erased) + ", when the reader was erased)",
                                "READER_ERASED")));
            } else if (isNew(event, request.getValidateOnly())) {
                response.setAcceptedCount(response.getAcceptedCount() + 1);
                if (!request.getValidateOnly()) {
                    keep(event, timeMs);
                }
            } else {
                response.addDuplicateIndexes(i);
            }
        }
        return response.build();
    }

    private boolean isNew(Event event, boolean onlyLook) {
        Set<String> ids = idsByReader.computeIfAbsent(event.getReaderId(), key -> new HashSet<>());
        return onlyLook ? !ids.contains(event.getEventId()) : ids.add(event.getEventId());
    }

    private void keep(Event event, long timeMs) {
        AcceptedEvent.Builder message = AcceptedEvent.newBuilder();
        Event.Builder kept = event.toBuilder().clearExposureToken().setEventTime(Times.timestamp(timeMs));
        if (!event.getExposureToken().isEmpty()) {
            try {
                Exposure exposure = Exposure.decode(event.getExposureToken());
                message.setPageTime(Times.timestamp(exposure.stamp()));
                kept.setPlacement(exposure.placement());
            } catch (IllegalArgumentException e) {
                // The fake signs nothing, and checks no signature.
            }
        }
        Accepted accepted = new Accepted(event, timeMs, message.setEvent(kept).build());
        log.add(accepted);
        watchers.removeIf(watcher -> watcher.call().isCancelled());
        watchers.stream()
                .filter(watcher -> isWatched(watcher.request(), accepted))
                .forEach(watcher -> watcher.call()
                        .onNext(WatchEventsResponse.newBuilder()
                                .addEvents(accepted.message)
                                .setPosition(position(log.size()))
                                .build()));
    }

    private static List<Violation> violations(String path, Event event, long now) {
        List<Violation> violations = new ArrayList<>();
        String id = event.getEventId();
        if (!Script.isVisibleAscii(id, ID_CHARS_MAX)) {
            violations.add(Script.violation(
                    path + ".event_id", id.isEmpty() ? "empty" : id, "1..64 visible ASCII characters"));
        }
        Script.requireId(path + ".reader_id", event.getReaderId(), violations);
        Script.requireId(path + ".article_id", event.getArticleId(), violations);
        Script.requirePlacement(path + ".placement", event.getPlacement(), violations);
        if (event.getTypeValue() < 1 || event.getTypeValue() > EventType.EVENT_TYPE_HIDE_VALUE) {
            violations.add(Script.violation(path + ".type", event.getTypeValue(), "EXPOSE..HIDE"));
        } else if (event.getRetracted() && !RETRACTABLE.contains(event.getType())) {
            violations.add(
                    Script.violation(path + ".retracted", "true", "false, but for a LIKE, BOOKMARK, DISLIKE or HIDE"));
        }
        if (event.getPosition() < 0 || event.getPosition() > 10_000) {
            violations.add(Script.violation(path + ".position", event.getPosition(), "0..10000"));
        }
        long timeMs = timeMs(event, now);
        if (!isPossible(timeMs, now)) {
            boolean isSeconds = timeMs <= Long.MAX_VALUE / 1_000 && isPossible(timeMs * 1_000, now);
            violations.add(Script.violation(
                    path + ".event_time",
                    timeMs + " ms",
                    isSeconds ? TIME_EXPECTED + "; seconds taken for milliseconds?" : TIME_EXPECTED));
        }
        return violations;
    }

    private static boolean isPossible(long timeMs, long now) {
        return timeMs >= TIME_MIN_MS && timeMs <= now + AHEAD_MAX_MS;
    }

    private static long timeMs(Event event, long now) {
        return event.hasEventTime() ? Times.ms(event.getEventTime()) : now;
    }

    @Override
    public void watchEvents(WatchEventsRequest request, StreamObserver<WatchEventsResponse> observer) {
        script.stream(Operation.WATCH, observer, call -> watch(request, call));
    }

    private synchronized void watch(WatchEventsRequest request, ServerCallStreamObserver<WatchEventsResponse> call) {
        int from = request.getPosition().isEmpty()
                ? request.getFromOldest() ? 0 : log.size()
                : count(request.getPosition());
        WatchEventsResponse.Builder first = WatchEventsResponse.newBuilder();
        log.subList(from, log.size()).stream()
                .filter(one -> isWatched(request, one))
                .forEach(one -> first.addEvents(one.message));
        call.onNext(first.setPosition(position(log.size())).build());
        watchers.add(new Watcher(request, call));
    }

    private static String position(int count) {
        return "after-" + count;
    }

    private int count(String position) {
        try {
            int count = Integer.parseInt(position.replaceFirst("^after-", ""));
            if (count >= 0 && count <= log.size()) {
                return count;
            }
        } catch (NumberFormatException e) {
            // Refused below.
        }
        throw Status.OUT_OF_RANGE
                .withDescription("position: " + position + " (expected: one of an answer)")
                .asRuntimeException();
    }

    private static boolean isWatched(WatchEventsRequest request, Accepted one) {
        return (request.getReaderIdsCount() == 0 || request.getReaderIdsList().contains(one.event.getReaderId()))
                && (request.getArticleIdsCount() == 0
                        || request.getArticleIdsList().contains(one.event.getArticleId()))
                && (request.getTypesCount() == 0 || request.getTypesList().contains(one.event.getType()));
    }

    /** Ends all watches, as a server that stops. */
    synchronized void endWatches() {
        watchers.forEach(watcher -> watcher.call()
                .onError(Status.UNAVAILABLE.withDescription("draining").asRuntimeException()));
        watchers.clear();
    }
}
