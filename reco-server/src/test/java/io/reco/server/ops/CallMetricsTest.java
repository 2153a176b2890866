package io.reco.server.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executors;

import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.reco.api.ArticleResponse;
import io.reco.api.UserRecommendGrpc;
import io.reco.api.UserRequest;
import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.WatchEventsRequest;
import io.reco.api.v1.WatchEventsResponse;

class CallMetricsTest {

    private final Metrics metrics = new Metrics();
    private final StatusLine statusLine =
            new StatusLine(System::nanoTime, Executors.newSingleThreadScheduledExecutor());
    private Server server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                .addService(new OnlyReaderOne())
                .addService(new ThreeAnswers())
                .addStreamTracerFactory(new CallMetrics(metrics.registry(), statusLine).over("grpc"))
                .build()
                .start();
        channel = Grpc.newChannelBuilderForAddress("127.0.0.1", server.getPort(), InsecureChannelCredentials.create())
                .build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.shutdownNow();
        statusLine.close();
    }

    @Test
    void callsAreCountedAndTimedByMethodAndStatus() {
        UserRecommendGrpc.UserRecommendBlockingStub stub = UserRecommendGrpc.newBlockingStub(channel);

        for (int i = 0; i < 3; i++) {
            stub.userRecommend(UserRequest.newBuilder().setUserId(1).build());
        }
        assertThatThrownBy(() ->
                        stub.userRecommend(UserRequest.newBuilder().setUserId(2).build()))
                .isInstanceOf(StatusRuntimeException.class);

        String labels = "{grpc_method=\"UserRecommend/user_recommend\",grpc_status=";
        await().untilAsserted(() -> assertThat(text())
                .contains(
                        "grpc_server_call_started_total{grpc_method=\"UserRecommend/user_recommend\",transport=\"grpc\"} 4.0\n",
                        "grpc_server_call_duration_seconds_count" + labels + "\"OK\",transport=\"grpc\"} 3\n",
                        "grpc_server_call_duration_seconds_count" + labels + "\"NOT_FOUND\",transport=\"grpc\"} 1\n",
                        "grpc_server_call_duration_seconds_bucket" + labels
                                + "\"OK\",transport=\"grpc\",le=\"100.0\"} 3\n",
                        // Two bytes of request: the field's tag and 1. Five of answer: tag, length and "abc".
                        "grpc_server_call_rcvd_total_compressed_message_size_bytes_sum" + labels
                                + "\"OK\",transport=\"grpc\"} 6.0\n",
                        "grpc_server_call_sent_total_compressed_message_size_bytes_sum" + labels
                                + "\"OK\",transport=\"grpc\"} 15.0\n",
                        "reco_calls_in_flight 0.0\n"));
        assertThat(statusLine.next()).isPresent();
    }

    @Test
    void unknownMethodsCannotMakeLabels() {
        for (String name : List.of("UserRecommend/drop_tables", "x.Y/z")) {
            assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(
                            channel,
                            UserRecommendGrpc.getUserRecommendMethod().toBuilder()
                                    .setFullMethodName(name)
                                    .build(),
                            CallOptions.DEFAULT,
                            UserRequest.getDefaultInstance()))
                    .isInstanceOf(StatusRuntimeException.class);
        }

        await().untilAsserted(() -> assertThat(text())
                .contains(
                        "grpc_server_call_started_total{grpc_method=\"other\",transport=\"grpc\"} 2.0\n",
                        "grpc_server_call_duration_seconds_count{grpc_method=\"other\",grpc_status=\"UNIMPLEMENTED\",transport=\"grpc\"}"
                                + " 2\n")
                .doesNotContain("drop_tables", "x.Y"));
        assertThat(statusLine.next()).isEmpty();
    }

    @Test
    void aStreamIsCountedAndItsTimeIsNotTakenForThatOfACall() {
        Iterator<WatchEventsResponse> answers =
                FeedbackServiceGrpc.newBlockingStub(channel).watchEvents(WatchEventsRequest.getDefaultInstance());
        assertThat(answers).toIterable().hasSize(3);

        String labels = "{grpc_method=\"reco.v1.FeedbackService/WatchEvents\",grpc_status=\"OK\",transport=\"grpc\"} ";
        await().untilAsserted(() -> assertThat(text())
                .contains(
                        "grpc_server_call_duration_seconds_count" + labels + "1\n",
                        // Of each answer tag, length and "abc".
                        "grpc_server_call_sent_total_compressed_message_size_bytes_sum" + labels + "15.0\n",
                        "reco_calls_in_flight 0.0\n"));
        assertThat(statusLine.next()).isEmpty();
    }

    private static final class ThreeAnswers extends FeedbackServiceGrpc.FeedbackServiceImplBase {
        @Override
        public void watchEvents(WatchEventsRequest request, StreamObserver<WatchEventsResponse> answers) {
            for (int i = 0; i < 3; i++) {
                answers.onNext(
                        WatchEventsResponse.newBuilder().setPosition("abc").build());
            }
            answers.onCompleted();
        }
    }

    private String text() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        metrics.write("", text);
        return text.toString(StandardCharsets.UTF_8);
    }

    private static final class OnlyReaderOne extends UserRecommendGrpc.UserRecommendImplBase {
        @Override
        public void userRecommend(UserRequest request, StreamObserver<ArticleResponse> answer) {
            if (request.getUserId() != 1) {
                answer.onError(Status.NOT_FOUND.asRuntimeException());
                return;
            }
            answer.onNext(ArticleResponse.newBuilder().setExposure("abc").build());
            answer.onCompleted();
        }
    }
}
