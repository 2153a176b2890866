package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.ArticleResponse;
import io.reco.api.UserRecommendGrpc;
import io.reco.api.UserRequest;
import io.reco.api.v1.Article;
import io.reco.api.v1.UpsertArticlesRequest;

/** What the server promises of its own: health, reflection, limits, an orderly end. */
class TransportTest {

    @TempDir
    Path data;

    @Test
    void everyServiceIsHealthyByNameAndAllTogether() throws IOException {
        try (RunningServer server = RunningServer.start(data, Clock.systemUTC())) {
            HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(server.channel());
            List<String> names = new ArrayList<>(Contract.serviceNames());
            names.add("");

            for (String name : names) {
                assertThat(health.check(HealthCheckRequest.newBuilder()
                                        .setService(name)
                                        .build())
                                .getStatus())
                        .as(name)
                        .isEqualTo(ServingStatus.SERVING);
            }
        }
    }

    @Test
    void reflectionListsEveryService() throws Exception {
        try (RunningServer server = RunningServer.start(data, Clock.systemUTC())) {
            assertThat(reflected(server))
                    .contains("UserRecommend", "reco.v1.AdminService", "grpc.health.v1.Health")
                    .containsAll(Contract.serviceNames());
        }
    }

    @Test
    void reflectionCanBeSwitchedOff() throws Exception {
        try (RunningServer server = RunningServer.start(data, Clock.systemUTC(), Map.of(Settings.REFLECTION, "off"))) {
            StatusRuntimeException refused =
                    catchThrowableOfType(StatusRuntimeException.class, () -> reflected(server));

            assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
        }
    }

    @Test
    void anUnknownMethodIsUnimplemented() throws IOException {
        try (RunningServer server = RunningServer.start(data, Clock.systemUTC())) {
            var unknown = UserRecommendGrpc.getUserRecommendMethod().toBuilder()
                    .setFullMethodName("UserRecommend/recommend_user")
                    .build();

            StatusRuntimeException refused = catchThrowableOfType(
                    StatusRuntimeException.class,
                    () -> ClientCalls.blockingUnaryCall(
                            server.channel(), unknown, CallOptions.DEFAULT, UserRequest.getDefaultInstance()));

            assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
        }
    }

    @Test
    void aRequestOfMoreThanFourMebibytesIsRefusedAndTheServerLivesOn() throws IOException {
        try (RunningServer server = RunningServer.start(data, Clock.systemUTC())) {
            UpsertArticlesRequest huge = UpsertArticlesRequest.newBuilder()
                    .addArticles(Article.newBuilder().setArticleId("1").setSummary("x".repeat(5 << 20)))
                    .build();

            StatusRuntimeException refused = catchThrowableOfType(
                    StatusRuntimeException.class, () -> server.catalog().upsertArticles(huge));

            assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(server.page(1, 1, 0)).isEqualTo(ArticleResponse.getDefaultInstance());
        }
    }

    @Test
    void hugeMetadataIsRefusedAndTheServerLivesOn() throws IOException {
        try (RunningServer server = RunningServer.start(data, Clock.systemUTC())) {
            Metadata headers = new Metadata();
            headers.put(Metadata.Key.of("x-huge", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(60_000));

            StatusRuntimeException refused = catchThrowableOfType(
                    StatusRuntimeException.class,
                    () -> server.recommend()
                            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                            .userRecommend(UserRequest.getDefaultInstance()));

            assertThat(refused).isNotNull();
            assertThat(server.page(1, 1, 0)).isEqualTo(ArticleResponse.getDefaultInstance());
        }
    }

    @Test
    void aCallThatOutlastsTheServersLimitEndsWhateverItsCallerWouldWait() throws IOException {
        // No disk makes this durable within a millisecond.
        UpsertArticlesRequest.Builder large = UpsertArticlesRequest.newBuilder();
        for (int id = 1; id <= 350; id++) {
            large.addArticles(
                    Article.newBuilder().setArticleId(Integer.toString(id)).setSummary("x".repeat(10_000)));
        }
        try (RunningServer server =
                RunningServer.start(data, Clock.systemUTC(), Map.of(Settings.DEADLINE_MAX, "1ms"))) {
            StatusRuntimeException refused = catchThrowableOfType(
                    StatusRuntimeException.class, () -> server.catalog().upsertArticles(large.build()));

            assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            assertThat(refused.getStatus().getDescription()).contains("the server's limit of 1 ms");
        }
    }

    @Test
    void aWatcherIsToldBeforeTheServerStopsAndDoesNotHoldItUp() throws Exception {
        RunningServer server = RunningServer.start(
                data, Clock.systemUTC(), Map.of(Settings.DRAIN_DELAY, "3s", Settings.SHUTDOWN_GRACE, "500ms"));
        BlockingQueue<ServingStatus> seen = new LinkedBlockingQueue<>();
        HealthGrpc.newStub(server.channel())
                .watch(HealthCheckRequest.getDefaultInstance(), new Observed<>(answer -> seen.add(answer.getStatus())));
        assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo(ServingStatus.SERVING);

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::stop);

        assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo(ServingStatus.NOT_SERVING);
        // Still draining: calls are answered.
        assertThat(server.page(1, 1, 0)).isEqualTo(ArticleResponse.getDefaultInstance());
        stopped.get(30, TimeUnit.SECONDS);
        server.close();
    }

    @Test
    void aPortInUseIsAnErrorThatNamesIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            IOException refused = catchThrowableOfType(
                    IOException.class, () -> RunningServer.start(data, Clock.systemUTC(), Map.of(Settings.PORT, port)));

            assertThat(refused).hasMessageContaining(port);
        }
        // Everything that was opened before is closed again: the directory is free.
        RunningServer.start(data, Clock.systemUTC()).close();
    }

    private static List<String> reflected(RunningServer server) throws InterruptedException {
        BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
        StreamObserver<ServerReflectionRequest> requests = ServerReflectionGrpc.newStub(server.channel())
                .withDeadlineAfter(Duration.ofSeconds(30))
                .serverReflectionInfo(new StreamObserver<ServerReflectionResponse>() {
                    @Override
                    public void onNext(ServerReflectionResponse answer) {
                        answers.add(answer);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        answers.add(failure);
                    }

                    @Override
                    public void onCompleted() {}
                });
        requests.onNext(
                ServerReflectionRequest.newBuilder().setListServices("*").build());
        Object answer = answers.poll(30, TimeUnit.SECONDS);
        if (answer instanceof StatusRuntimeException failure) {
            throw failure;
        }
        requests.onCompleted();
        return ((ServerReflectionResponse) java.util.Objects.requireNonNull(answer))
                .getListServicesResponse().getServiceList().stream()
                        .map(service -> service.getName())
                        .toList();
    }

    /** Passes on what arrives and ignores the end. */
    private record Observed<T>(java.util.function.Consumer<T> answers) implements StreamObserver<T> {
        @Override
        public void onNext(T answer) {
            answers.accept(answer);
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
    }
}
