package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import io.reco.api.v1.EventType;
import io.reco.server.ops.StatusLine;

/** Operators see from which rung of the ladder pages come. */
@Timeout(300)
class PagesByRungTest {

    @TempDir
    Path folder;

    @Test
    void metricsAndTheStatusLineSayWhichRungPagesComeFrom() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(StatusLine.class);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        logger.addAppender(logged);
        try (RunningServer server = RunningServer.start(folder, Clock.systemUTC(), Map.of(Settings.HTTP_PORT, "0"))) {
            server.upsert(1, 30, Instant.now(), "news");
            server.page(0, 4, 0); // nobody did anything yet: what is new
            server.report(7, EventType.EVENT_TYPE_VIEW, List.of(1, 2, 3));
            server.page(7, 4, 0);

            String metrics = metrics(server.httpPort());
            assertThat(metrics)
                    .contains(
                            "reco_pages_total{rung=\"fresh\"} 1.0\n",
                            "reco_pages_total{rung=\"personal\"} 1.0\n",
                            "reco_pages_total{rung=\"viewed\"} 0.0\n",
                            "reco_page_slots_total{reader=\"new\",rung=\"fresh\"} 4.0\n",
                            "reco_page_slots_total{reader=\"known\",rung=\"personal\"} 4.0\n");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> logged.list.stream()
                            .anyMatch(line -> line.getFormattedMessage()
                                    .contains(" personal=4 trending=0 fresh=4 served=0 viewed=0")));
        } finally {
            logger.detachAppender(logged);
        }
    }

    private static String metrics(int port) throws Exception {
        HttpRequest scrape = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                .build();
        return HttpClient.newHttpClient()
                .send(scrape, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
