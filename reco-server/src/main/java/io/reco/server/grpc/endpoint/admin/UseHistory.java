package io.reco.server.grpc.endpoint.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

import io.reco.api.v1.GetQualityResponse.SlotUse;
import io.reco.api.v1.UseInterval;
import io.reco.api.v1.UseInterval.RungUse;
import io.reco.server.domain.page.Rung;
import io.reco.server.domain.page.Source;
import io.reco.server.engine.EngineStatus;
import io.reco.server.grpc.endpoint.Fields;

/** What was counted until some moments of the last day, and so what in between. Safe for use by many threads. */
final class UseHistory {

    /** So long an interval is, where somebody asks often enough whether it is over. */
    static final Duration LENGTH = Duration.ofHours(1);

    private static final int INTERVALS_MAX = 24;

    /** What was counted by a moment, since the start. */
    private record Counted(Instant at, Map<Rung, Long> pages, EngineStatus.Served served, EngineStatus.Events events) {}

    /** Where intervals begin, the oldest first. Guarded by this. */
    private final Deque<Counted> begins = new ArrayDeque<>();

    /** Begins with an interval in which nothing was counted yet. */
    UseHistory(Instant now, EngineStatus status) {
        begins.add(counted(now, status));
    }

    private static Counted counted(Instant now, EngineStatus status) {
        return new Counted(now, status.pages(), status.served(), status.events());
    }

    /** Ends the last interval where it is as long as it should be. */
    synchronized void look(Instant now, EngineStatus status) {
        if (now.isBefore(begins.getLast().at.plus(LENGTH))) {
            return;
        }
        begins.add(counted(now, status));
        if (begins.size() > INTERVALS_MAX) {
            begins.remove();
        }
    }

    /** All of them, the last one until now. */
    synchronized List<UseInterval> intervals(Instant now, EngineStatus status) {
        List<Counted> moments = new ArrayList<>(begins);
        moments.add(counted(now, status));
        List<UseInterval> intervals = new ArrayList<>();
        for (int end = 1; end < moments.size(); end++) {
            intervals.add(between(moments.get(end - 1), moments.get(end)));
        }
        return intervals;
    }

    private static UseInterval between(Counted begin, Counted end) {
        UseInterval.Builder interval = UseInterval.newBuilder()
                .setStartTime(Fields.timestamp(begin.at.toEpochMilli()))
                .setDuration(Fields.duration(
                        Math.max(0, Duration.between(begin.at, end.at).toMillis())));
        for (Rung rung : Rung.values()) {
            long pages = end.pages.getOrDefault(rung, 0L) - begin.pages.getOrDefault(rung, 0L);
            if (pages > 0) {
                interval.addPages(RungUse.newBuilder().setRungValue(rung.code()).setPageCount(pages));
            }
        }
        for (Source source : Source.values()) {
            SlotUse use = SlotUse.newBuilder()
                    .setSourceValue(source.code())
                    .setServedCount(more(begin.served.slots(), end.served.slots(), source))
                    .setExposedCount(more(begin.events.exposed(), end.events.exposed(), source))
                    .setOpenedCount(more(begin.events.opened(), end.events.opened(), source))
                    .build();
            if (use.getServedCount() + use.getExposedCount() + use.getOpenedCount() > 0) {
                interval.addSlots(use);
            }
        }
        addFirstSlots(interval, begin.served, end.served);
        return interval.build();
    }

    private static void addFirstSlots(
            UseInterval.Builder interval, EngineStatus.Served begin, EngineStatus.Served end) {
        long count = end.firstSlots() - begin.firstSlots();
        if (count > 0) {
            double meanMs = (end.firstSlotSeconds() - begin.firstSlotSeconds()) * 1_000 / count;
            interval.setFirstSlotCount(count).setFirstSlotDelay(Fields.duration(Math.round(meanMs)));
        }
    }

    private static long more(Map<Source, Map<String, Long>> begin, Map<Source, Map<String, Long>> end, Source source) {
        return sum(end, source) - sum(begin, source);
    }

    private static long sum(Map<Source, Map<String, Long>> counts, Source source) {
        return counts.getOrDefault(source, Map.of()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}
