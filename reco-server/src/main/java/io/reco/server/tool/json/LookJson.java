package io.reco.server.tool.json;

import java.util.List;

import io.reco.client.RecommendException;
import io.reco.client.operations.ArticleFunnel;
import io.reco.client.operations.Quality;
import io.reco.client.operations.RecentRefusal;

/** What operators look at, as the contract writes it. */
public final class LookJson {

    private static final String SOURCE = "SOURCE_";

    private LookJson() {}

    public static Json of(ArticleFunnel funnel) {
        return new Json().children("hours", funnel.hours(), LookJson::of).time("startTime", funnel.since());
    }

    public static Json of(Quality quality) {
        return new Json()
                .time("startTime", quality.startTime())
                .children("slots", quality.slots(), LookJson::of)
                .children("events", quality.events(), LookJson::of)
                .number("pageCount", quality.pageCount())
                .number("shortPageCount", quality.shortPageCount())
                .number("exploredSlotCount", quality.exploredSlotCount())
                .number("overlap", quality.overlap())
                .number("pairCount", quality.pairCount())
                .number("holdoutQuality", quality.holdoutQuality());
    }

    private static Json of(Quality.SlotUse use) {
        return new Json()
                .value("source", SOURCE, use.source())
                .text("placement", use.placement())
                .number("servedCount", use.served())
                .number("exposedCount", use.exposed())
                .number("openedCount", use.opened());
    }

    private static Json of(Quality.EventUse use) {
        return new Json()
                .value("type", "EVENT_TYPE_", use.type())
                .number("acceptedCount", use.accepted())
                .number("duplicateCount", use.duplicates())
                .number("refusedCount", use.refused());
    }

    public static Json of(RecentRefusal refusal) {
        return new Json()
                .time("refuseTime", refusal.lastTime())
                .number("count", refusal.count())
                .text("method", refusal.method())
                .text("caller", refusal.caller())
                .number("code", number(refusal.code()))
                .text("message", refusal.message())
                .flag("item", refusal.item());
    }

    /** As gRPC numbers them, in the order of the client's: its first is 1. */
    private static long number(RecommendException.Code code) {
        return List.of(RecommendException.Code.values()).indexOf(code) + 1L;
    }

    private static Json of(ArticleFunnel.HourUse use) {
        return new Json()
                .time("startTime", use.hour())
                .value("source", SOURCE, use.source())
                .text("placement", use.placement())
                .number("exposedCount", use.exposed())
                .number("openedCount", use.opened())
                .number("readCount", use.read())
                .number("sharedCount", use.shared());
    }
}
