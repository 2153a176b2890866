package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.ArticleResponse;
import io.reco.api.v1.Event;
import io.reco.api.v1.EventType;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.ReportEventsResponse;
import io.reco.server.store.rocksdb.ClockRepair;

/** A server whose clock is wrong, at its start or while it runs. */
class ClocksTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration YEAR = Duration.ofDays(365);
    private static final int EVENTS = 500;

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock(NOW);

    private RunningServer start() throws IOException {
        return RunningServer.start(data, clock, Map.of(Settings.HTTP_PORT, "0"));
    }

    private static ReportEventsResponse report(RunningServer server, String run) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            events.add(RunningServer.event(run + i, 1 + i % 20, 1 + i % 50, EventType.EVENT_TYPE_VIEW));
        }
        return server.feedback()
                .reportEvents(
                        ReportEventsRequest.newBuilder().addAllEvents(events).build());
    }

    /** Whether the store looked at its clocks meanwhile and doubts them. */
    private static void awaitDoubt(RunningServer server) {
        HttpRequest metrics = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.httpPort() + "/metrics"))
                .build();
        await().untilAsserted(() -> assertThat(HttpClient.newHttpClient()
                        .send(metrics, HttpResponse.BodyHandlers.ofString())
                        .body())
                .contains("\nreco_clock_doubted 1.0\n"));
    }

    @Test
    void aStartWithAClockAYearAheadForgetsNothing() throws Exception {
        try (RunningServer server = start()) {
            server.upsert(1, 100, NOW);
            assertThat(report(server, "a").getDuplicateIndexesCount()).isZero();
        }
        clock.move(YEAR);
        try (RunningServer server = start()) {
            awaitDoubt(server);
            assertThat(server.page(7, 10, 0).getRecommendsCount()).isEqualTo(10);
            assertThat(report(server, "a").getDuplicateIndexesCount()).isEqualTo(EVENTS);
        }
    }

    @Test
    void aStartWithAClockBehindWhatWasAcceptedIsRefusedUntilItIsRepaired() throws Exception {
        ArticleResponse page;
        try (RunningServer server = start()) {
            server.upsert(1, 100, NOW);
            page = server.page(7, 10, 0);
        }
        clock.move(YEAR);
        try (RunningServer server = start()) {
            report(server, "ahead");
            assertThat(server.page(7, 10, 0).getTimeStamp()).isGreaterThan(page.getTimeStamp());
        }
        clock.move(YEAR.negated().plusMinutes(5));

        assertThatThrownBy(this::start)
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("clock: 2026-03-01T12:05:00Z (expected: 2027-03-01T12:00:00Z or later,")
                .hasMessageContaining("reco repair --clock");
        assertThat(ClockRepair.run(data, Optional.empty(), clock).any()).isTrue();
        try (RunningServer server = start()) {
            assertThat(RunningServer.ids(server.page(7, 10, page.getTimeStamp())))
                    .isEqualTo(RunningServer.ids(page));
            ArticleResponse next = server.page(7, 10, 0);
            assertThat(next.getRecommendsCount()).isEqualTo(10);
            assertThat(next.getTimeStamp()).isEqualTo(clock.millis());
            assertThat(report(server, "ahead").getDuplicateIndexesCount()).isEqualTo(EVENTS);
        }
    }

    @Test
    void whereTheClockIsSetBackWhileItRunsEverybodyGetsPagesAsBefore() throws Exception {
        try (RunningServer server = start()) {
            server.upsert(1, 100, NOW.minus(YEAR));
            ArticleResponse before = server.page(7, 10, 0);
            clock.set(Duration.ofDays(-2));
            awaitDoubt(server);

            ArticleResponse refreshed = server.page(7, 10, 0);
            ArticleResponse asked = server.page(7, 10, clock.millis() + 1_000);
            clock.move(Duration.ofMinutes(1));
            ArticleResponse later = server.page(7, 10, clock.millis());

            assertThat(refreshed.getTimeStamp()).isEqualTo(clock.millis() - 60_000);
            for (ArticleResponse page : List.of(refreshed, asked, later)) {
                assertThat(page.getRecommendsCount()).isEqualTo(10);
                assertThat(page.getTimeStamp()).isBetween(clock.millis() - 60_000, clock.millis());
            }
            assertThat(server.page(7, 10, before.getTimeStamp())).isEqualTo(before);
            assertThat(server.page(7, 10, later.getTimeStamp() - 1)).isEqualTo(asked);
            assertThat(report(server, "b").getDuplicateIndexesCount()).isZero();
        }
    }
}
