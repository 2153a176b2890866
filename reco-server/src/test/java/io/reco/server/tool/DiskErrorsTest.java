package io.reco.server.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.v1.Event;
import io.reco.api.v1.EventType;
import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendResponse;
import io.reco.api.v1.RecommendServiceGrpc;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.ReportEventsResponse;

/** The program while its disk refuses writes: the operating system is told to let none of its files grow. */
@Timeout(300)
@SuppressWarnings("NullAway.Init") // what start() begins
class DiskErrorsTest {

    private static final int BATCH = 100;

    @TempDir
    Path folder;

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private Process server;
    private ManagedChannel channel;
    private int batches;

    @AfterEach
    void stop() {
        if (channel != null) {
            channel.shutdownNow();
        }
        if (server != null) {
            server.destroyForcibly();
        }
    }

    @Test
    void pagesGoOnHealthSaysWhatDoesNotAndWritesComeBackWithoutARestart() throws Exception {
        assumeTrue(canLimit(), "needs prlimit of util-linux to make a disk fail");
        start();
        report();
        assertThat(page().getDegraded()).isFalse();

        limit("1024");
        await().untilAsserted(() -> assertThatThrownBy(this::report)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        refused -> assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE)));
        int acknowledged = batches;

        for (int i = 0; i < 20; i++) {
            RecommendResponse page = page();
            assertThat(page.getResultsCount()).isEqualTo(10);
            assertThat(page.getDegraded()).isTrue();
        }
        assertThat(health("")).isEqualTo(ServingStatus.SERVING);
        assertThat(health("reco.v1.RecommendService")).isEqualTo(ServingStatus.SERVING);
        assertThat(health("reco.v1.FeedbackService")).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(ready().statusCode()).isEqualTo(200);
        assertThat(ready().body()).startsWith("ready, but nothing is written: store: cannot write");

        limit("unlimited");
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(
                        () -> assertThat(health("reco.v1.FeedbackService")).isEqualTo(ServingStatus.SERVING));
        report();
        assertThat(page().getDegraded()).isFalse();
        assertThat(ready().body()).isEqualTo("ready\n");
        assertThat(batches).isEqualTo(acknowledged + 1);
        assertThat(duplicates()).isEqualTo(batches * BATCH);
        assertThat(lines).filteredOn(line -> line.contains("store in trouble")).hasSize(1);
        assertThat(lines)
                .filteredOn(line -> line.contains("store out of trouble"))
                .hasSize(1);
        assertThat(lines)
                .filteredOn(line -> line.contains("WARN") || line.contains("ERROR"))
                .hasSize(1);
    }

    @Test
    void aStartOnAFullDiskServesWhatThereIsAndSaysThatNothingIsWritten() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        List<String> onADiskOfItsOwn = List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c");
        String mount = "mount -t tmpfs -o size=32m none " + disk;
        assumeTrue(succeeds(join(onADiskOfItsOwn, mount)), "needs to be allowed a disk of its own");
        start();
        report();
        end();
        lines.clear();

        String full = mount + " && cp -r " + folder + "/data " + disk + " && ! cat /dev/zero >" + disk + "/ballast"
                + " && exec \"$0\" \"$@\"";
        start(join(onADiskOfItsOwn, full), disk + "/data");

        RecommendResponse page = page();
        assertThat(page.getResultsCount()).isEqualTo(10);
        assertThat(page.getDegraded()).isTrue();
        assertThatThrownBy(this::report)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        refused -> assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
        assertThat(health("")).isEqualTo(ServingStatus.SERVING);
        assertThat(health("reco.v1.FeedbackService")).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(ready().body()).startsWith("ready, but nothing is written: store: no room");
    }

    private static List<String> join(List<String> begin, String last) {
        List<String> all = new ArrayList<>(begin);
        all.add(last);
        return all;
    }

    private void end() throws InterruptedException {
        channel.shutdownNow();
        server.destroy();
        assertThat(server.waitFor()).isIn(0, 128 + 15);
    }

    private static boolean canLimit() throws InterruptedException {
        return succeeds(List.of("prlimit", "--version"));
    }

    private static boolean succeeds(List<String> command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private void limit(String bytes) throws IOException, InterruptedException {
        String limit = "--fsize=" + bytes + ":unlimited";
        assertThat(new ProcessBuilder("prlimit", "--pid", Long.toString(server.pid()), limit)
                        .start()
                        .waitFor())
                .isZero();
    }

    private void start() throws IOException {
        start(List.of(), folder + "/data");
    }

    /** Starts it; {@code before} is what its command is given to as arguments. */
    private void start(List<String> before, String store) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Reco.class.getName(), "serve"));
        command.addAll(List.of("--port", "0", "--http-port", "0", "--demo", "--store", store));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("RECO_") || name.startsWith("JAVA_"));
        server = builder.start();
        Thread reading = new Thread(this::read, "server-output");
        reading.setDaemon(true);
        reading.start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", port("gRPC on 127.0.0.1:"))
                .usePlaintext()
                .build();
    }

    private void read() {
        try (BufferedReader out = server.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int port(String before) {
        await().atMost(Duration.ofMinutes(2)).until(() -> lines.stream().anyMatch(line -> line.startsWith(before)));
        String line = lines.stream()
                .filter(each -> each.startsWith(before))
                .findFirst()
                .orElseThrow();
        return Integer.parseInt(line.substring(before.length()));
    }

    private RecommendResponse page() {
        return RecommendServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .recommend(RecommendRequest.newBuilder()
                        .setReaderId("7")
                        .setPageSize(10)
                        .build());
    }

    private void report() {
        var unused = send(batches);
        batches++;
    }

    private ReportEventsResponse send(int batch) {
        ReportEventsRequest.Builder request = ReportEventsRequest.newBuilder();
        for (int i = 0; i < BATCH; i++) {
            request.addEvents(Event.newBuilder()
                    .setEventId("e" + batch + "-" + i)
                    .setReaderId("r" + i)
                    .setArticleId("1")
                    .setType(EventType.EVENT_TYPE_LIKE)
                    .build());
        }
        return FeedbackServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .reportEvents(request.build());
    }

    /** How many of all that was acknowledged is known when it is sent again. */
    private int duplicates() {
        int duplicates = 0;
        for (int batch = 0; batch < batches; batch++) {
            duplicates += send(batch).getDuplicateIndexesCount();
        }
        return duplicates;
    }

    private ServingStatus health(String service) {
        return HealthGrpc.newBlockingStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .check(HealthCheckRequest.newBuilder().setService(service).build())
                .getStatus();
    }

    private HttpResponse<String> ready() throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port("HTTP on http://127.0.0.1:") + "/readyz");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
