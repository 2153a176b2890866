package io.reco.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import org.awaitility.Awaitility;

import io.reco.api.ArticleResponse;
import io.reco.api.UserRecommendGrpc;
import io.reco.api.UserRequest;
import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.ReportEventsResponse;

/**
 * What no service on this transport can be faster than, in a process of its own: gRPC as it comes, with a thread for each CPU,
 * answers every page with the same one and every report of events as if it had taken them.
 */
final class BareServer implements AutoCloseable {

    private static final Duration START_MAX = Duration.ofMinutes(1);

    private final Process process;
    private final int port;

    private BareServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Serves the page that is in a file; its command is given to {@code before} as arguments. */
    static BareServer start(Path page, List<String> before) throws IOException {
        int port = FreePorts.take();
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                BareServer.class.getName(),
                String.valueOf(port),
                page.toString()));
        BareServer server = new BareServer(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(page.resolveSibling("bare-output").toFile())
                        .start(),
                port);
        Awaitility.await()
                .atMost(START_MAX)
                .failFast("The bare server ended before it served.", () -> !server.process.isAlive())
                .until(() -> ServingWaitStrategy.serving(server.target()));
        return server;
    }

    String target() {
        return "127.0.0.1:" + port;
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** The process: its port, and the file of its page. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        ArticleResponse page = ArticleResponse.parseFrom(Files.readAllBytes(Path.of(arguments[1])));
        ExecutorService calls =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        Server server = Grpc.newServerBuilderForPort(Integer.parseInt(arguments[0]), InsecureServerCredentials.create())
                .executor(calls)
                .addService(new HealthStatusManager().getHealthService())
                .addService(new Pages(page))
                .addService(new Events())
                .build()
                .start();
        server.awaitTermination();
    }

    private static final class Pages extends UserRecommendGrpc.UserRecommendImplBase {
        private final ArticleResponse page;

        private Pages(ArticleResponse page) {
            this.page = page;
        }

        @Override
        public void userRecommend(UserRequest request, StreamObserver<ArticleResponse> answer) {
            answer.onNext(page);
            answer.onCompleted();
        }
    }

    private static final class Events extends FeedbackServiceGrpc.FeedbackServiceImplBase {
        @Override
        public void reportEvents(ReportEventsRequest request, StreamObserver<ReportEventsResponse> answer) {
            answer.onNext(ReportEventsResponse.newBuilder()
                    .setAcceptedCount(request.getEventsCount())
                    .build());
            answer.onCompleted();
        }
    }
}
