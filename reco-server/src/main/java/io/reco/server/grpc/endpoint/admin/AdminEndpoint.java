package io.reco.server.grpc.endpoint.admin;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

import com.google.protobuf.Timestamp;
import io.grpc.stub.StreamObserver;

import io.reco.api.v1.AdminServiceGrpc;
import io.reco.api.v1.BackupRequest;
import io.reco.api.v1.BackupResponse;
import io.reco.api.v1.GetArticleFunnelRequest;
import io.reco.api.v1.GetArticleFunnelResponse;
import io.reco.api.v1.GetQualityRequest;
import io.reco.api.v1.GetQualityResponse;
import io.reco.api.v1.GetStatusRequest;
import io.reco.api.v1.GetStatusResponse;
import io.reco.api.v1.ListRefusalsRequest;
import io.reco.api.v1.ListRefusalsResponse;
import io.reco.server.engine.Engine;
import io.reco.server.engine.EngineStatus;
import io.reco.server.grpc.endpoint.Answers;
import io.reco.server.grpc.endpoint.Fields;
import io.reco.server.grpc.refused.RecentRefusals;
import io.reco.server.grpc.stream.Streams;

/** {@code reco.v1.AdminService}. */
public final class AdminEndpoint extends AdminServiceGrpc.AdminServiceImplBase {

    private final Engine engine;
    private final ServerFacts server;
    private final Supplier<Optional<String>> obstacle;
    private final RecentRefusals refusals;
    private final Streams streams;
    private final Clock clock;
    private final UseHistory history;

    /** Says of the server what {@code server} has, and why it does not serve, if so. */
    public AdminEndpoint(
            Engine engine,
            ServerFacts server,
            Supplier<Optional<String>> obstacle,
            RecentRefusals refusals,
            Streams streams,
            Clock clock) {
        this.engine = engine;
        this.server = server;
        this.obstacle = obstacle;
        this.refusals = refusals;
        this.streams = streams;
        this.clock = clock;
        this.history = new UseHistory(clock.instant(), engine.status());
    }

    /** To be called every minute or so, for what is told over time. */
    public void look() {
        history.look(clock.instant(), engine.status());
    }

    @Override
    public void getStatus(GetStatusRequest request, StreamObserver<GetStatusResponse> caller) {
        Answers.now(caller, () -> status(engine.status()));
    }

    private GetStatusResponse status(EngineStatus status) {
        Instant now = clock.instant();
        history.look(now, status);
        GetStatusResponse.Builder response = GetStatusResponse.newBuilder()
                .addAllIntervals(history.intervals(now, status))
                .setVersion(server.version())
                .setStartTime(Fields.timestamp(server.started().toEpochMilli()))
                .setObstacle(obstacle.get().orElse(""))
                .setArticleCount(status.articles())
                .setReaderCount(status.readers())
                .setLog(GetStatusResponse.LogStatus.newBuilder()
                        .setNewestPosition(status.logPosition())
                        .setFollowedPosition(status.modelsPosition())
                        .setDueRowCount(status.rowsDue()))
                .setModel(model(status))
                .setStore(store(status.kept()))
                .setPages(GetStatusResponse.PageStatus.newBuilder()
                        .setPageCount(status.pages().values().stream()
                                .mapToLong(Long::longValue)
                                .sum())
                        .setDegradedCount(status.degradedPages()));
        if (status.snapshot().bytes() > 0) {
            response.setSnapshot(snapshot(status.snapshot()));
        }
        server.settings()
                .forEach(setting -> response.addSettings(GetStatusResponse.Setting.newBuilder()
                        .setName(setting.name())
                        .setValue(setting.value())
                        .setOrigin(setting.origin())));
        return response.build();
    }

    private static GetStatusResponse.StoreStatus store(EngineStatus.Kept kept) {
        return GetStatusResponse.StoreStatus.newBuilder()
                .setKind(kept.kind())
                .setSizeBytes(kept.bytes())
                .setFreeBytes(kept.freeBytes())
                .setClockDoubted(kept.clockDoubted())
                .addAllShards(kept.cluster().shards().stream()
                        .map(shard -> GetStatusResponse.ShardStatus.newBuilder()
                                .setSlots(shard.slots())
                                .setPrimary(shard.primary())
                                .setCopyCount(shard.copies())
                                .build())
                        .toList())
                .build();
    }

    private GetStatusResponse.ModelStatus model(EngineStatus status) {
        GetStatusResponse.ModelStatus.Builder model = GetStatusResponse.ModelStatus.newBuilder()
                .setModelId(status.modelId().toString())
                .setLearnedPosition(status.learnedPosition());
        if (status.modelsPublished() > 0) {
            model.setLearnTime(ago(status.modelAgeMs()));
        }
        return model.build();
    }

    private GetStatusResponse.SnapshotStatus snapshot(EngineStatus.Snapshot snapshot) {
        return GetStatusResponse.SnapshotStatus.newBuilder()
                .setCreateTime(ago(snapshot.ageMs()))
                .setSizeBytes(snapshot.bytes())
                .setWriteDuration(Fields.duration(snapshot.tookMs()))
                .setPauseDuration(Fields.duration(snapshot.pausedMs()))
                .build();
    }

    private Timestamp ago(long ms) {
        return Fields.timestamp(clock.millis() - ms);
    }

    @Override
    public void listRefusals(ListRefusalsRequest request, StreamObserver<ListRefusalsResponse> caller) {
        Answers.now(caller, () -> RefusalMessages.list(request, refusals));
    }

    @Override
    public void getArticleFunnel(GetArticleFunnelRequest request, StreamObserver<GetArticleFunnelResponse> caller) {
        Answers.now(caller, () -> FunnelMessages.get(request, engine.funnels()));
    }

    @Override
    public void getQuality(GetQualityRequest request, StreamObserver<GetQualityResponse> caller) {
        Answers.now(caller, () -> QualityMessages.of(engine.status(), server.started()));
    }

    @Override
    public void backup(BackupRequest request, StreamObserver<BackupResponse> caller) {
        streams.answerApart(caller, () -> new BackupSource(engine.backup()));
    }
}
