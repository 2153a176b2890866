package io.reco.client.testing;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

import io.grpc.Status;

import io.reco.api.v1.GetArticleFunnelRequest;
import io.reco.api.v1.GetArticleFunnelResponse;
import io.reco.api.v1.GetArticleFunnelResponse.HourUse;
import io.reco.api.v1.Source;
import io.reco.client.Violation;
import io.reco.client.page.Exposure;

/** What became of articles, hour by hour, from all events there are. */
record FakeFunnel(FakeCatalog catalog, FakeFeedback feedback, Clock clock) {
    private static final int HOURS_DEFAULT = 48;
    private static final int HOURS_MAX = 168;
    private static final long HOUR_MS = 3_600_000;

    private record Key(long hour, String placement, Source source) {}

    private static final Comparator<Key> ORDER =
            Comparator.comparingLong(Key::hour).thenComparing(Key::placement).thenComparing(Key::source);

    GetArticleFunnelResponse of(GetArticleFunnelRequest request) {
        check(request);
        List<FakeFeedback.Accepted> events = feedback.ofArticle(request.getArticleId());
        if (events.isEmpty() && catalog.find(request.getArticleId()) == null) {
            throw Status.NOT_FOUND
                    .withDescription("article_id: " + request.getArticleId() + " (expected: one of the catalogue)")
                    .asRuntimeException();
        }
        int hours = request.getHourCount() == 0 ? HOURS_DEFAULT : Math.min(HOURS_MAX, request.getHourCount());
        long from = clock.millis() / HOUR_MS - hours + 1;
        TreeMap<Key, HourUse.Builder> uses = new TreeMap<>(ORDER);
        events.stream().filter(one -> one.timeMs / HOUR_MS >= from).forEach(one -> count(one, uses));
        GetArticleFunnelResponse.Builder response =
                GetArticleFunnelResponse.newBuilder().setStartTime(Times.timestamp(from * HOUR_MS));
        uses.values().forEach(response::addHours);
        return response.build();
    }

    private static void check(GetArticleFunnelRequest request) {
        List<Violation> violations = new ArrayList<>();
        Script.requireId("article_id", request.getArticleId(), violations);
        if (request.getHourCount() < 0) {
            violations.add(Script.violation("hour_count", request.getHourCount(), ">= 0"));
        }
        Script.refuse(violations);
    }

    private static void count(FakeFeedback.Accepted accepted, TreeMap<Key, HourUse.Builder> uses) {
        Key key = key(accepted);
        switch (accepted.event.getType()) {
            case EVENT_TYPE_EXPOSE ->
                at(key, uses).setExposedCount(at(key, uses).getExposedCount() + 1);
            case EVENT_TYPE_VIEW -> at(key, uses).setOpenedCount(at(key, uses).getOpenedCount() + 1);
            case EVENT_TYPE_READ -> at(key, uses).setReadCount(at(key, uses).getReadCount() + 1);
            case EVENT_TYPE_SHARE -> at(key, uses).setSharedCount(at(key, uses).getSharedCount() + 1);
            default -> {}
        }
    }

    private static HourUse.Builder at(Key key, TreeMap<Key, HourUse.Builder> uses) {
        return uses.computeIfAbsent(
                key,
                anew -> HourUse.newBuilder()
                        .setStartTime(Times.timestamp(anew.hour * HOUR_MS))
                        .setPlacement(anew.placement)
                        .setSource(anew.source));
    }

    private static Key key(FakeFeedback.Accepted accepted) {
        long hour = accepted.timeMs / HOUR_MS;
        String token = accepted.event.getExposureToken();
        if (token.isEmpty()) {
            return new Key(hour, "", Source.SOURCE_UNSPECIFIED);
        }
        try {
            Exposure page = Exposure.decode(token);
            return new Key(hour, page.placement(), source(page, accepted.event.getArticleId()));
        } catch (IllegalArgumentException e) {
            return new Key(hour, "", Source.SOURCE_UNSPECIFIED); // the fake takes any token
        }
    }

    private static Source source(Exposure page, String article) {
        return page.slots().stream()
                .filter(slot -> slot.articleId().equals(article) && slot.source() != Exposure.Source.UNKNOWN)
                .map(slot -> Source.valueOf("SOURCE_" + slot.source().name()))
                .findFirst()
                .orElse(Source.SOURCE_UNSPECIFIED);
    }
}
