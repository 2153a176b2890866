package io.reco.client.internal.request;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;

import io.reco.api.v1.AdminServiceGrpc;
import io.reco.api.v1.BackupRequest;
import io.reco.api.v1.GetArticleFunnelRequest;
import io.reco.api.v1.GetQualityRequest;
import io.reco.api.v1.GetStatusRequest;
import io.reco.api.v1.ListRefusalsRequest;
import io.reco.client.Operation;
import io.reco.client.internal.argument.Ids;
import io.reco.client.internal.backup.BackupFiles;
import io.reco.client.internal.future.Futures;
import io.reco.client.operations.ArticleFunnel;
import io.reco.client.operations.BackupResult;
import io.reco.client.operations.BackupSink;
import io.reco.client.operations.Quality;
import io.reco.client.operations.RecentRefusal;
import io.reco.client.operations.ServerStatus;

/** Calls for operators. */
public record OperationsCalls(Caller caller) {
    public CompletableFuture<Boolean> isServing(String service) {
        return caller.call(
                Operation.HEALTH,
                HealthGrpc.getCheckMethod(),
                HealthCheckRequest.newBuilder().setService(service).build(),
                response -> response.getStatus() == ServingStatus.SERVING);
    }

    public CompletableFuture<ServerStatus> status() {
        return caller.call(
                Operation.STATUS,
                AdminServiceGrpc.getGetStatusMethod(),
                GetStatusRequest.getDefaultInstance(),
                Statuses::status);
    }

    public CompletableFuture<ArticleFunnel> funnel(String articleId, int hours) {
        Ids.require("articleId", articleId);
        if (hours < 1) {
            throw new IllegalArgumentException("hours: " + hours + " (expected: at least 1)");
        }
        return caller.call(
                Operation.FUNNEL,
                AdminServiceGrpc.getGetArticleFunnelMethod(),
                GetArticleFunnelRequest.newBuilder()
                        .setArticleId(articleId)
                        .setHourCount(hours)
                        .build(),
                Statuses::funnel);
    }

    public CompletableFuture<Quality> quality() {
        return caller.call(
                Operation.QUALITY,
                AdminServiceGrpc.getGetQualityMethod(),
                GetQualityRequest.getDefaultInstance(),
                Statuses::quality);
    }

    public CompletableFuture<List<RecentRefusal>> refusals(int max) {
        return caller.call(
                Operation.REFUSALS,
                AdminServiceGrpc.getListRefusalsMethod(),
                ListRefusalsRequest.newBuilder().setPageSize(max).build(),
                Statuses::refusals);
    }

    public CompletableFuture<BackupResult> backup(BackupSink sink) {
        BackupFiles files = new BackupFiles(sink);
        CompletableFuture<Void> end = caller.push(
                Operation.BACKUP, AdminServiceGrpc.getBackupMethod(), BackupRequest.getDefaultInstance(), files);
        Futures.onEnd(end, (nothing, failure) -> files.closeQuietly());
        return Futures.map(end, nothing -> files.finish());
    }
}
