package io.reco.server.grpc.endpoint.admin;

import java.time.Instant;
import java.util.Map;
import java.util.TreeSet;

import io.reco.api.v1.EventType;
import io.reco.api.v1.GetQualityResponse;
import io.reco.server.domain.page.Source;
import io.reco.server.engine.EngineStatus;
import io.reco.server.grpc.endpoint.Fields;

/** What was counted of pages and events, as the contract has it. */
final class QualityMessages {

    private static final String TYPE = "EVENT_TYPE_";

    private QualityMessages() {}

    static GetQualityResponse of(EngineStatus status, Instant started) {
        EngineStatus.Served served = status.served();
        GetQualityResponse.Builder response = GetQualityResponse.newBuilder()
                .setStartTime(Fields.timestamp(started.toEpochMilli()))
                .setPageCount(status.pages().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .setShortPageCount(served.brief())
                .setExploredSlotCount(served.explored())
                .setOverlap(served.pairs() == 0 ? 0 : served.overlaps() / served.pairs())
                .setPairCount(served.pairs())
                .setHoldoutQuality(Double.isNaN(status.quality()) ? 0 : status.quality());
        for (Source source : Source.values()) {
            addSlots(response, source, status);
        }
        addEvents(response, status.events());
        return response.build();
    }

    private static void addSlots(GetQualityResponse.Builder response, Source source, EngineStatus status) {
        Map<String, Long> served = of(status.served().slots(), source);
        Map<String, Long> exposed = of(status.events().exposed(), source);
        Map<String, Long> opened = of(status.events().opened(), source);
        TreeSet<String> placements = new TreeSet<>(served.keySet());
        placements.addAll(exposed.keySet());
        placements.addAll(opened.keySet());
        for (String placement : placements) {
            GetQualityResponse.SlotUse use = GetQualityResponse.SlotUse.newBuilder()
                    .setSourceValue(source.code())
                    .setPlacement(placement)
                    .setServedCount(served.getOrDefault(placement, 0L))
                    .setExposedCount(exposed.getOrDefault(placement, 0L))
                    .setOpenedCount(opened.getOrDefault(placement, 0L))
                    .build();
            if (use.getServedCount() + use.getExposedCount() + use.getOpenedCount() > 0) {
                response.addSlots(use);
            }
        }
    }

    private static Map<String, Long> of(Map<Source, Map<String, Long>> counts, Source source) {
        return counts.getOrDefault(source, Map.of());
    }

    private static void addEvents(GetQualityResponse.Builder response, EngineStatus.Events events) {
        for (String name : new TreeSet<>(events.accepted().keySet())) {
            GetQualityResponse.EventUse use = GetQualityResponse.EventUse.newBuilder()
                    .setType(type(name))
                    .setAcceptedCount(events.accepted().getOrDefault(name, 0L))
                    .setDuplicateCount(events.duplicates().getOrDefault(name, 0L))
                    .setRefusedCount(events.refused().getOrDefault(name, 0L))
                    .build();
            if (use.getAcceptedCount() + use.getDuplicateCount() + use.getRefusedCount() > 0) {
                response.addEvents(use);
            }
        }
    }

    private static EventType type(String name) {
        for (EventType type : EventType.values()) {
            if (type.name().equals(TYPE + name)) {
                return type;
            }
        }
        return EventType.EVENT_TYPE_UNSPECIFIED;
    }
}
