package io.reco.server;

import static io.reco.server.RunningServer.ids;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

import com.google.protobuf.Timestamp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.v1.Article;
import io.reco.api.v1.EventType;
import io.reco.api.v1.GetArticlesRequest;
import io.reco.api.v1.UpsertArticlesRequest;

/** New articles find their first readers, whoever these are; and the same story is shown once. Asked over the network. */
class NewArticlesTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final int PAGE = 10;

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock(START);

    @Test
    void strangersSeeNewArticlesThoughTenOthersWereRead() throws IOException {
        try (RunningServer server = RunningServer.start(data, clock)) {
            readTen(server);
            publishNow(server, 1_001, 1_100);

            Set<Integer> shown = new HashSet<>();
            Set<List<Integer>> pages = new HashSet<>();
            for (int i = 0; i < 200; i++) {
                clock.move(Duration.ofSeconds(1));
                List<Integer> page = ids(server.page(i % 2 == 0 ? 0 : 5_000 + i, PAGE, 0));
                pages.add(page);
                shown.addAll(page);
            }

            // One place of each page is drawn from a hundred: 100 * (1 - e^-2) = 86 are expected.
            assertThat(shown).filteredOn(id -> id > 1_000).hasSizeGreaterThan(70);
            assertThat(pages).hasSizeGreaterThan(50);
        }
    }

    @Test
    void newReadersWhoClickAreShownMostOfAThousandArticlesByAndBy() throws IOException {
        try (RunningServer server = RunningServer.start(data, clock)) {
            readTen(server);
            publishNow(server, 1_001, 2_000);
            Random random = new Random(3);

            Set<Integer> shown = new HashSet<>();
            for (int reader = 5_000; reader < 5_300; reader++) {
                clock.move(Duration.ofSeconds(1));
                List<Integer> page = ids(server.page(reader, PAGE, 0));
                shown.addAll(page);
                server.report(reader, EventType.EVENT_TYPE_VIEW, List.of(page.get(random.nextInt(PAGE))));
            }

            // 300 draws from a thousand: 1,000 * (1 - e^-0.3) = 259 are expected.
            assertThat(shown).filteredOn(id -> id > 1_000).hasSizeGreaterThan(200);
        }
    }

    @Test
    void aNewHeadlineReachesKnownReaders() throws IOException {
        try (RunningServer server = RunningServer.start(data, clock, Map.of(Settings.DEMO, "true"))) {
            String topic = server.catalog()
                    .getArticles(
                            GetArticlesRequest.newBuilder().addArticleIds("1").build())
                    .getArticles(0)
                    .getTopics(0);
            upsert(
                    server,
                    Article.newBuilder()
                            .setArticleId("90000")
                            .setTitle("Mayor opens the harbour bridge after two years of works")
                            .setSummary(
                                    "The first trams cross on Monday. Shop owners hope that their customers come back.")
                            .setAuthor("Jo Marsh")
                            .addTopics(topic));

            int reached = 0;
            for (int reader = 1; reader <= 500; reader++) {
                clock.move(Duration.ofMillis(100));
                reached += ids(server.page(reader, PAGE, 0)).contains(90_000) ? 1 : 0;
            }

            assertThat(reached).isGreaterThanOrEqualTo(5);
        }
    }

    @Test
    void theSameStoryUnderSeveralIdsIsOnAPageOnce() throws IOException {
        try (RunningServer server = RunningServer.start(data, clock)) {
            server.upsert(1, 60, START);
            for (int copy = 100; copy < 107; copy++) {
                upsert(
                        server,
                        Article.newBuilder()
                                .setArticleId(Integer.toString(copy))
                                .setTitle(copy % 2 == 0 ? "Mayor opens harbour bridge" : "Mayor opens harbour bridge.")
                                .setSummary("The first trams cross on Monday."));
            }
            server.report(1, EventType.EVENT_TYPE_VIEW, List.of(100, 101, 102, 103, 1, 2));
            server.report(2, EventType.EVENT_TYPE_VIEW, List.of(1, 100, 101));

            for (int reader : List.of(0, 2, 3)) {
                assertThat(ids(server.page(reader, 50, 0)))
                        .filteredOn(id -> id >= 100)
                        .hasSizeLessThanOrEqualTo(1);
            }
            assertThat(ids(server.page(4, 50, 0))).filteredOn(id -> id >= 100).hasSize(1);
        }
    }

    @Test
    void topicsThatDifferByCaseOrCompositionAreOneAndComeBackAsTheyWereSent() throws IOException {
        try (RunningServer server = RunningServer.start(data, clock)) {
            List<String> spellings = List.of("Caf\u00e9", "cafe\u0301", "CAF\u00c9", "caf\u00e9", "Cafe\u0301");
            for (int i = 0; i < spellings.size(); i++) {
                server.upsert(10 * i + 1, 10 * i + 10, START.minusSeconds(60), spellings.get(i));
            }
            server.upsert(101, 110, START.minusSeconds(120), "tea");
            server.upsert(111, 120, START.minusSeconds(120), "milk");

            // No topic takes more than .4 of a stranger's page while others are there.
            assertThat(ids(server.page(0, PAGE, 0))).filteredOn(id -> id <= 50).hasSize(4);
            assertThat(server.catalog()
                            .getArticles(GetArticlesRequest.newBuilder()
                                    .addArticleIds("11")
                                    .build())
                            .getArticles(0)
                            .getTopicsList())
                    .containsExactly("cafe\u0301");
        }
    }

    /** Ten articles of last week that fifty readers read today. */
    private static void readTen(RunningServer server) {
        server.upsert(1, 10, START.minus(Duration.ofDays(7)));
        List<Integer> ten = IntStream.rangeClosed(1, 10).boxed().toList();
        for (int reader = 1; reader <= 50; reader++) {
            server.report(reader, EventType.EVENT_TYPE_VIEW, ten);
        }
    }

    /** With nothing but a title, which says nothing about what they are about. */
    private void publishNow(RunningServer server, int from, int to) {
        List<Article.Builder> articles = new ArrayList<>();
        for (int id = from; id <= to; id++) {
            articles.add(Article.newBuilder().setArticleId(Integer.toString(id)).setTitle("No " + id));
        }
        upsert(server, articles.toArray(Article.Builder[]::new));
    }

    private void upsert(RunningServer server, Article.Builder... articles) {
        UpsertArticlesRequest.Builder request = UpsertArticlesRequest.newBuilder();
        Timestamp now = Timestamp.newBuilder()
                .setSeconds(clock.instant().getEpochSecond())
                .build();
        for (Article.Builder article : articles) {
            request.addArticles(article.setPublishTime(now));
        }
        var unused = server.catalog().upsertArticles(request.build());
    }
}
