package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.StatusProto;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.WatchEventsRequest;
import io.reco.api.v1.WatchEventsResponse;

/** A call that only its caller would end does not hold up the server's end: the grace is far longer than a test may last. */
@Timeout(120)
class EndWithOpenCallsTest {

    private static final Logger log = LoggerFactory.getLogger(EndWithOpenCallsTest.class);
    private static final String GRACE = "30m";

    @TempDir
    Path data;

    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        server = RunningServer.start(
                data, Clock.systemUTC(), Map.of(Settings.SHUTDOWN_GRACE, GRACE, Settings.HTTP_PORT, "0"));
    }

    private void stop(String with) {
        long beginNs = System.nanoTime();
        server.stop();
        log.info(
                "stopped with={} ms={}",
                with,
                Duration.ofNanos(System.nanoTime() - beginNs).toMillis());
    }

    @Test
    void ofNothing() {
        stop("nothing");
        server.close();
    }

    @Test
    void aWatchOfEventsEndsWithThePlaceToGoOnFrom() throws Exception {
        Seen<WatchEventsResponse> watcher = new Seen<>();
        FeedbackServiceGrpc.newStub(server.channel()).watchEvents(WatchEventsRequest.getDefaultInstance(), watcher);
        await().atMost(Duration.ofSeconds(60)).until(() -> !watcher.messages.isEmpty());

        stop("a watch of events");

        StatusRuntimeException end = watcher.end.join();
        assertThat(end.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        com.google.rpc.Status details = java.util.Objects.requireNonNull(StatusProto.fromThrowable(end));
        assertThat(details.getDetails(details.getDetailsCount() - 1)
                        .unpack(ErrorInfo.class)
                        .getMetadataMap())
                .containsKey("position");
        server.close();
    }

    @Test
    void aWatchOfHealthSeesThatItServesNoMoreAndEnds() {
        Seen<HealthCheckResponse> watcher = new Seen<>();
        HealthGrpc.newStub(server.channel()).watch(HealthCheckRequest.getDefaultInstance(), watcher);
        await().atMost(Duration.ofSeconds(60)).until(() -> !watcher.messages.isEmpty());

        stop("a watch of health");

        assertThat(watcher.end.join().getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(watcher.messages)
                .extracting(HealthCheckResponse::getStatus)
                .containsExactly(ServingStatus.SERVING, ServingStatus.NOT_SERVING);
        server.close();
    }

    @Test
    void aStreamOfReflectionEnds() {
        Seen<ServerReflectionResponse> asker = new Seen<>();
        StreamObserver<ServerReflectionRequest> requests =
                ServerReflectionGrpc.newStub(server.channel()).serverReflectionInfo(asker);
        requests.onNext(
                ServerReflectionRequest.newBuilder().setListServices("*").build());
        await().atMost(Duration.ofSeconds(60)).until(() -> !asker.messages.isEmpty());

        stop("a stream of reflection");

        assertThat(asker.end.join().getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        server.close();
    }

    @Test
    void aRequestOfWhichTheRestNeverComesEnds() throws IOException {
        for (String method : List.of(
                FeedbackServiceGrpc.getReportEventsMethod().getFullMethodName(),
                FeedbackServiceGrpc.getWatchEventsMethod().getFullMethodName(),
                HealthGrpc.getCheckMethod().getFullMethodName())) {
            RunningServer server = RunningServer.start(
                    data.resolve(method.replace('/', '-')),
                    Clock.systemUTC(),
                    Map.of(Settings.SHUTDOWN_GRACE, GRACE, Settings.DEADLINE_MAX, GRACE, Settings.HTTP_PORT, "0"));
            try (RawConnection connection = new RawConnection(server.port(), method)) {
                int stream = connection.start();
                connection.data(stream, new byte[] {0, 0, 0, 1, 0, 1, 2, 3}, false);
                connection.flush();
                await().atMost(Duration.ofSeconds(60)).until(() -> openCalls(server) == 1);
                long beginNs = System.nanoTime();
                CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::stop);

                assertThat(connection.status(stream)).isEqualTo(Status.Code.UNAVAILABLE.value());
                stopped.join();
                long ms = Duration.ofNanos(System.nanoTime() - beginNs).toMillis();
                log.info("stopped with=a half-sent call of {} ms={}", method, ms);
            } finally {
                server.close();
            }
        }
    }

    @Test
    void aWatchThatNobodyReadsEnds() throws IOException {
        String method = FeedbackServiceGrpc.getWatchEventsMethod().getFullMethodName();
        server.upsert(1, 20, java.time.Instant.now(), "news");
        for (int call = 0; call < 20; call++) {
            ReportEventsRequest.Builder events = ReportEventsRequest.newBuilder();
            for (int event = 0; event < 1_000; event++) {
                events.addEvents(RunningServer.event(
                        "e" + call + "-" + event,
                        1 + event % 50,
                        1 + event % 20,
                        io.reco.api.v1.EventType.EVENT_TYPE_VIEW));
            }
            var unused = server.feedback().reportEvents(events.build());
        }
        try (RawConnection connection = new RawConnection(server.port(), method)) {
            byte[] fromTheStart =
                    WatchEventsRequest.newBuilder().setFromOldest(true).build().toByteArray();
            var unused = connection.call(fromTheStart);
            connection.flush();
            await().atMost(Duration.ofSeconds(60)).until(() -> openCalls(server) == 1);

            stop("a watch that nobody reads");
        } finally {
            server.close();
        }
    }

    private static double openCalls(RunningServer server) {
        return server.metric("reco_calls_in_flight");
    }

    /** Everything that a call brings. */
    private static final class Seen<T> implements StreamObserver<T> {
        final List<T> messages = new CopyOnWriteArrayList<>();
        final CompletableFuture<StatusRuntimeException> end = new CompletableFuture<>();

        @Override
        public void onNext(T message) {
            messages.add(message);
        }

        @Override
        public void onError(Throwable failure) {
            end.complete((StatusRuntimeException) failure);
        }

        @Override
        public void onCompleted() {
            end.completeExceptionally(new AssertionError("it ended as if there were nothing more"));
        }
    }
}
