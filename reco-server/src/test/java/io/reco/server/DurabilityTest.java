package io.reco.server;

import static io.reco.server.RunningServer.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.v1.EventType;
import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.ReportEventsRequest;

/** What was acknowledged is there for good, even when the process is killed in the middle of it. */
class DurabilityTest {

    private static final int ARTICLES = 50;
    private static final int CALLERS = 4;
    private static final int ACKNOWLEDGED_BEFORE_THE_KILL = 5_000;
    private static final int CALL_EVENTS = 20;

    @TempDir
    Path data;

    /** What each article must show; an article's count is touched by one caller at a time. */
    private final Map<String, long[]> acknowledged = new HashMap<>();

    private final Map<String, io.reco.api.v1.Event> unanswered = new HashMap<>();
    private int acknowledgedCount;

    @Test
    void everyAcknowledgedEventIsThereOnceAfterKillMinusNine() throws Exception {
        try (RunningServer before = RunningServer.start(data, Clock.systemUTC())) {
            before.upsert(1, ARTICLES, Instant.now(), "news");
        }
        Process process = serve();
        try {
            reportUntilKilled(process, portOf(process));
        } finally {
            process.destroyForcibly();
        }

        try (RunningServer after = RunningServer.start(data, Clock.systemUTC())) {
            // Calls that got no answer may or may not have been taken in: repeating them makes it certain, and only
            // once.
            unanswered.values().forEach(event -> {
                var unused = after.feedback()
                        .reportEvents(ReportEventsRequest.newBuilder()
                                .addEvents(event)
                                .build());
                count(event);
            });

            Awaitility.await()
                    .untilAsserted(() -> after.page(0, 100, 0)
                            .getRecommendsList()
                            .forEach(article -> {
                                long[] counts = acknowledged.getOrDefault(
                                        Integer.toString(article.getArticleId()), new long[2]);
                                assertThat(article.getInfo().getViews()).isEqualTo(Long.toString(counts[0]));
                                assertThat(article.getInfo().getShare()).isEqualTo(Long.toString(counts[1]));
                            }));
            assertThat(after.page(0, 100, 0).getRecommendsList()).hasSize(ARTICLES);
        }
    }

    private Process serve() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.reco.server.tool.Reco",
                        "serve",
                        "--port",
                        "0",
                        "--http-port",
                        "off",
                        "--store",
                        data.toString())
                .redirectErrorStream(true)
                .start();
    }

    private static int portOf(Process process) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            said.append(line).append('\n');
            java.util.regex.Matcher port =
                    java.util.regex.Pattern.compile("serving .*\\bport=(\\d+)").matcher(line);
            if (port.find()) {
                return Integer.parseInt(port.group(1));
            }
        }
        throw new AssertionError("the server ended before it served:\n" + said);
    }

    private void reportUntilKilled(Process process, int port) throws InterruptedException {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        AtomicBoolean killed = new AtomicBoolean();
        for (int caller = 0; caller < CALLERS; caller++) {
            int number = caller;
            callers.execute(() -> report(channel, number, killed));
        }
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged() >= ACKNOWLEDGED_BEFORE_THE_KILL);
        process.destroyForcibly(); // SIGKILL
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        killed.set(true);
        callers.shutdown();
        assertThat(callers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        channel.shutdownNow();
        assertThat(process.exitValue()).isEqualTo(128 + 9);
    }

    private void report(ManagedChannel channel, int caller, AtomicBoolean killed) {
        for (int call = 0; !killed.get(); call++) {
            ReportEventsRequest.Builder request = ReportEventsRequest.newBuilder();
            for (int i = 0; i < CALL_EVENTS; i++) {
                EventType type = i % 4 == 0 ? EventType.EVENT_TYPE_SHARE : EventType.EVENT_TYPE_VIEW;
                String id = caller + "-" + call + "-" + i;
                request.addEvents(event(id, 1 + (call + i) % 300, 1 + (call * 7 + i) % ARTICLES, type));
            }
            try {
                int accepted = FeedbackServiceGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(10, TimeUnit.SECONDS)
                        .reportEvents(request.build())
                        .getAcceptedCount();
                assertThat(accepted).isEqualTo(CALL_EVENTS);
                request.getEventsList().forEach(this::count);
            } catch (StatusRuntimeException dead) {
                note(request.getEventsList());
                return;
            }
        }
    }

    private synchronized void count(io.reco.api.v1.Event event) {
        long[] counts = acknowledged.computeIfAbsent(event.getArticleId(), unused -> new long[2]);
        counts[event.getType() == EventType.EVENT_TYPE_VIEW ? 0 : 1]++;
        acknowledgedCount++;
    }

    private synchronized void note(List<io.reco.api.v1.Event> events) {
        events.forEach(event -> unanswered.put(event.getEventId(), event));
    }

    private synchronized int acknowledged() {
        return acknowledgedCount;
    }
}
