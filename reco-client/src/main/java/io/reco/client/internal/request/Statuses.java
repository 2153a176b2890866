package io.reco.client.internal.request;

import java.util.List;
import java.util.Optional;

import io.grpc.Status;

import io.reco.api.v1.GetArticleFunnelResponse;
import io.reco.api.v1.GetQualityResponse;
import io.reco.api.v1.GetStatusResponse;
import io.reco.api.v1.ListRefusalsResponse;
import io.reco.client.RecommendException.Code;
import io.reco.client.internal.wire.Events;
import io.reco.client.internal.wire.Exposures;
import io.reco.client.internal.wire.Times;
import io.reco.client.operations.ArticleFunnel;
import io.reco.client.operations.Quality;
import io.reco.client.operations.RecentRefusal;
import io.reco.client.operations.ServerStatus;

/** What operators look at, from messages. */
final class Statuses {
    private Statuses() {}

    static ServerStatus status(GetStatusResponse response) {
        var log = response.getLog();
        var model = response.getModel();
        var pages = response.getPages();
        return new ServerStatus(
                response.getVersion(),
                Times.instant(response.getStartTime()),
                response.getObstacle(),
                response.getArticleCount(),
                response.getReaderCount(),
                new ServerStatus.Log(log.getNewestPosition(), log.getFollowedPosition(), log.getDueRowCount()),
                new ServerStatus.Model(
                        model.getModelId(),
                        model.getLearnedPosition(),
                        Times.instant(model.hasLearnTime(), model.getLearnTime())),
                snapshot(response),
                store(response.getStore()),
                new ServerStatus.Pages(pages.getPageCount(), pages.getDegradedCount()),
                response.getSettingsList().stream()
                        .map(setting ->
                                new ServerStatus.Setting(setting.getName(), setting.getValue(), setting.getOrigin()))
                        .toList());
    }

    static ArticleFunnel funnel(GetArticleFunnelResponse response) {
        return new ArticleFunnel(
                response.getHoursList().stream()
                        .map(use -> new ArticleFunnel.HourUse(
                                Times.instant(use.getStartTime()),
                                Exposures.source(use.getSource()),
                                use.getPlacement(),
                                use.getExposedCount(),
                                use.getOpenedCount(),
                                use.getReadCount(),
                                use.getSharedCount()))
                        .toList(),
                Times.instant(response.getStartTime()));
    }

    static Quality quality(GetQualityResponse response) {
        return new Quality(
                Times.instant(response.getStartTime()),
                response.getSlotsList().stream().map(Statuses::slotUse).toList(),
                response.getEventsList().stream().map(Statuses::eventUse).toList(),
                response.getPageCount(),
                response.getShortPageCount(),
                response.getExploredSlotCount(),
                response.getOverlap(),
                response.getPairCount(),
                response.getHoldoutQuality());
    }

    private static Quality.SlotUse slotUse(GetQualityResponse.SlotUse use) {
        return new Quality.SlotUse(
                Exposures.source(use.getSource()),
                use.getPlacement(),
                use.getServedCount(),
                use.getExposedCount(),
                use.getOpenedCount());
    }

    private static Quality.EventUse eventUse(GetQualityResponse.EventUse use) {
        return new Quality.EventUse(
                Events.type(use.getType()), use.getAcceptedCount(), use.getDuplicateCount(), use.getRefusedCount());
    }

    private static ServerStatus.Store store(GetStatusResponse.StoreStatus store) {
        return new ServerStatus.Store(
                store.getKind(),
                store.getSizeBytes(),
                store.getFreeBytes(),
                store.getClockDoubted(),
                store.getShardsList().stream()
                        .map(shard ->
                                new ServerStatus.Shard(shard.getSlots(), shard.getPrimary(), shard.getCopyCount()))
                        .toList());
    }

    static List<RecentRefusal> refusals(ListRefusalsResponse response) {
        return response.getRefusalsList().stream()
                .map(refusal -> new RecentRefusal(
                        Times.instant(refusal.getRefuseTime()),
                        refusal.getCount(),
                        refusal.getMethod(),
                        refusal.getCaller(),
                        Code.valueOf(Status.fromCodeValue(refusal.getCode())
                                .getCode()
                                .name()),
                        refusal.getMessage(),
                        refusal.getItem()))
                .toList();
    }

    private static Optional<ServerStatus.Snapshot> snapshot(GetStatusResponse response) {
        if (!response.hasSnapshot()) {
            return Optional.empty();
        }
        var snapshot = response.getSnapshot();
        return Optional.of(new ServerStatus.Snapshot(
                Times.instant(snapshot.getCreateTime()),
                snapshot.getSizeBytes(),
                Times.duration(snapshot.getWriteDuration()),
                Times.duration(snapshot.getPauseDuration())));
    }
}
