package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import com.google.protobuf.ByteString;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.ArticleResponse;
import io.reco.api.UserRecommendGrpc;
import io.reco.api.UserRequest;

/** What a collector of OpenTelemetry is sent of calls. */
@Timeout(300)
class TracesTest {

    private static final String CALLERS_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLERS_SPAN = "00f067aa0ba902b7";

    @TempDir
    Path folder;

    private final Queue<ResourceSpans> received = new ConcurrentLinkedQueue<>();
    private Server collector;
    private RunningServer server;

    @BeforeEach
    void serve() throws IOException {
        collector = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                .addService(new TraceServiceGrpc.TraceServiceImplBase() {
                    @Override
                    public void export(
                            ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> caller) {
                        received.addAll(request.getResourceSpansList());
                        caller.onNext(ExportTraceServiceResponse.getDefaultInstance());
                        caller.onCompleted();
                    }
                })
                .build()
                .start();
        server = RunningServer.start(
                folder,
                Clock.systemUTC(),
                Map.of(Settings.HTTP_PORT, "0"),
                Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT",
                        "http://127.0.0.1:" + collector.getPort(),
                        "OTEL_BSP_SCHEDULE_DELAY",
                        "50"));
        server.upsert(1, 60, Instant.now(), "news");
    }

    @AfterEach
    void end() {
        server.close();
        collector.shutdownNow();
    }

    private List<Span> spans() {
        return received.stream()
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .toList();
    }

    private Span span(String name) {
        await().until(() -> spans().stream().anyMatch(span -> span.getName().equals(name)));
        return spans().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ByteString bytes(String hex) {
        return ByteString.copyFrom(HexFormat.of().parseHex(hex));
    }

    private void ask(UserRequest request) {
        Metadata headers = new Metadata();
        headers.put(
                Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER),
                "00-" + CALLERS_TRACE + "-" + CALLERS_SPAN + "-01");
        var unused = server.recommend()
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .userRecommend(request);
    }

    @Test
    void aPageIsASpanOfItsCallersTraceWithItsStagesBelow() {
        ask(UserRequest.newBuilder().setUserId(7).setArticleNum(5).build());

        Span call = span("UserRecommend/user_recommend");
        assertThat(call.getTraceId()).isEqualTo(bytes(CALLERS_TRACE));
        assertThat(call.getParentSpanId()).isEqualTo(bytes(CALLERS_SPAN));
        assertThat(call.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
        long latest = call.getStartTimeUnixNano();
        for (String stage : List.of("candidates", "rank", "keep")) {
            Span span = span(stage);
            assertThat(span.getTraceId()).isEqualTo(bytes(CALLERS_TRACE));
            assertThat(span.getParentSpanId()).isEqualTo(call.getSpanId());
            assertThat(span.getStartTimeUnixNano()).isGreaterThanOrEqualTo(latest);
            latest = span.getEndTimeUnixNano();
        }
        assertThat(call.getEndTimeUnixNano()).isGreaterThanOrEqualTo(latest);
    }

    @Test
    void aCallAsJsonIsFollowedAsWell() throws Exception {
        JsonClient.Answer answer = new JsonClient(server.httpPort())
                .call(
                        "reco.v1.RecommendService/Recommend",
                        "{\"readerId\":\"anna\"}",
                        "traceparent",
                        "00-" + CALLERS_TRACE + "-" + CALLERS_SPAN + "-01");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(span("reco.v1.RecommendService/Recommend").getTraceId()).isEqualTo(bytes(CALLERS_TRACE));
        assertThat(span("candidates").getTraceId()).isEqualTo(bytes(CALLERS_TRACE));
    }

    @Test
    void aRefusedCallIsASpanWithItsStatusAndNothingOfTheRequest() {
        assertThatThrownBy(() -> ask(UserRequest.newBuilder()
                        .setUserId(424_242)
                        .setArticleNum(-1)
                        .build()))
                .isInstanceOf(StatusRuntimeException.class);

        Span call = span("UserRecommend/user_recommend");
        assertThat(call.getAttributesList()).anySatisfy(attribute -> {
            assertThat(attribute.getKey()).isEqualTo("rpc.grpc.status_code");
            assertThat(attribute.getValue().getIntValue()).isEqualTo(3);
        });
        assertThat(call.getStatus().getCodeValue()).isZero(); // the caller's mistake is no error of the server
        assertThat(received.toString()).doesNotContain("424242").contains("\"reco\"");
    }

    @Test
    void aWrongVariableIsToldAtTheStart() {
        assertThatThrownBy(() -> RunningServer.start(
                        folder.resolve("other"),
                        Clock.systemUTC(),
                        Map.of(),
                        Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "nowhere")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("OpenTelemetry: ")
                .hasMessageContaining("nowhere");
    }

    @Test
    void aServerThatIsNotAskedForTracesRunsWithoutTheLibrary() throws Exception {
        String without = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(place -> !place.contains("opentelemetry"))
                .collect(Collectors.joining(File.pathSeparator));
        ProcessBuilder serve = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                without,
                "io.reco.server.tool.Reco",
                "serve",
                "--port=0",
                "--http-port=off",
                "--store=" + folder.resolve("without"));
        serve.environment().keySet().removeIf(name -> name.startsWith("RECO_") || name.startsWith("OTEL_"));
        Process process = serve.redirectErrorStream(true).start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String port = out.lines()
                    .filter(line -> line.startsWith("gRPC on "))
                    .map(line -> line.substring(line.lastIndexOf(':') + 1))
                    .findFirst()
                    .orElseThrow();
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", Integer.parseInt(port))
                    .usePlaintext()
                    .build();
            ArticleResponse page = UserRecommendGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .userRecommend(UserRequest.newBuilder().setUserId(7).build());
            channel.shutdownNow();

            assertThat(page.getRecommendsList()).isEmpty();
        } finally {
            process.destroyForcibly();
        }
    }
}
