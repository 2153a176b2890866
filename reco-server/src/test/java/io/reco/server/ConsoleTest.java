package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.reco.api.v1.Article;
import io.reco.api.v1.Event;
import io.reco.api.v1.EventType;
import io.reco.api.v1.GetArticlesRequest;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendResponse;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.UpsertArticlesRequest;

/** What is promised of the console on a server that asks nobody who they are. */
class ConsoleTest {

    private static final int PAGE_BYTES_MAX = 40_000;
    private static final int SCRIPT_BYTES_MAX = 80_000;

    @TempDir
    Path data;

    private RunningServer server;
    private ConsoleVisitor visitor;

    @BeforeEach
    void start() throws IOException {
        server = RunningServer.start(data, Clock.systemUTC(), Map.of(Settings.HTTP_PORT, "0"));
        visitor = new ConsoleVisitor(server.httpPort());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void fill() {
        server.upsert(1, 60, Instant.now(), "news");
    }

    private Article article(String id) {
        return server.catalog()
                .getArticles(GetArticlesRequest.newBuilder().addArticleIds(id).build())
                .getArticles(0);
    }

    @Test
    void anEmptyServerSaysHowToBegin() throws Exception {
        assertThat(visitor.get("").words("card start")).contains("reco import --articles");

        fill();

        assertThat(visitor.get("").html()).doesNotContain("id=\"start\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "reader",
                "reader?id=7",
                "articles",
                "problems",
                "article?id=3",
                "live",
                "quality",
                "system",
                "sign-in"
            })
    void everyPageIsSmallAndLoadsNothingFromElsewhere(String address) throws Exception {
        fill();

        ConsoleVisitor.Seen page = visitor.get(address);

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.html().length()).isLessThan(PAGE_BYTES_MAX);
        assertThat(page.header("content-security-policy")).startsWith("default-src 'self';");
        assertThat(page.header("cache-control")).isEqualTo("no-store");
        // Relative, so that they also lead to the right place behind a proxy's path.
        assertThat(page.attributes("(?:href|src|action)"))
                .isNotEmpty()
                .allSatisfy(link -> assertThat(link).doesNotStartWith("/").doesNotContain("//"));
        assertThat(page.html())
                .doesNotContain("<style")
                .doesNotContain(" style=")
                .doesNotContainPattern("<script[^>]*>[^<]");
        assertThat(page.html()).doesNotContainPattern(" on\\w+=");
    }

    @Test
    void whatPagesLoadIsKeptByBrowsersAndSmall() throws Exception {
        int scripts = 0;
        for (String file : visitor.get("live").attributes("(?:href|src)")) {
            if (file.startsWith("static/")) {
                ConsoleVisitor.Seen asset = visitor.get(file);
                assertThat(asset.status()).as(file).isEqualTo(200);
                assertThat(asset.header("cache-control")).as(file).contains("immutable");
                scripts += file.contains(".js") ? asset.html().length() : 0;
            }
        }

        assertThat(scripts).isPositive().isLessThan(SCRIPT_BYTES_MAX);
        assertThat(visitor.get("static/console.css").header("cache-control")).isEqualTo("no-cache");
        assertThat(visitor.get("static/Reply.class").status()).isEqualTo(404);
        assertThat(visitor.get("static/..%2fReply.class").status()).isGreaterThanOrEqualTo(400);
    }

    @Test
    void aReadersPageSaysWhatTheyWouldGetAndKeepsNothing() throws Exception {
        fill();

        ConsoleVisitor.Seen page = visitor.get("reader?id=7&size=5");

        assertThat(page.words("now")).contains("What they would get now", "By way of");
        assertThat(page.attributes("href"))
                .filteredOn(link -> link.startsWith("article?id="))
                .hasSize(5);
        assertThat(visitor.get("reader?id=7").words("pages")).contains("None that is kept.");
    }

    @Test
    void aPageThatWasServedIsExplained() throws Exception {
        fill();
        server.page(7, 4, 0);
        String link = visitor.get("reader?id=7").attributes("href").stream()
                .filter(href -> href.contains("&page="))
                .findFirst()
                .orElseThrow();

        ConsoleVisitor.Seen page = visitor.get(link.substring(0, link.indexOf('#')));

        assertThat(page.words("kept")).contains("Page of", "Propensity", "fresh");
    }

    @Test
    void anArticlesPageSaysWhatBecameOfItByPlaceAndByHour() throws Exception {
        fill();
        RecommendResponse page = server.pages()
                .recommend(RecommendRequest.newBuilder()
                        .setReaderId("7")
                        .setPlacement("home")
                        .build());
        String article = page.getResults(0).getArticleId();
        for (EventType type : List.of(EventType.EVENT_TYPE_EXPOSE, EventType.EVENT_TYPE_VIEW)) {
            var unused = server.feedback()
                    .reportEvents(ReportEventsRequest.newBuilder()
                            .addEvents(Event.newBuilder()
                                    .setEventId(type.name())
                                    .setReaderId("7")
                                    .setArticleId(article)
                                    .setType(type)
                                    .setExposureToken(page.getExposureToken()))
                            .build());
        }

        await().atMost(Duration.ofSeconds(50))
                .until(() ->
                        visitor.get("article?id=" + article).words("funnel").contains("home 1 1 100.0 % 0 0"));
        ConsoleVisitor.Seen shown = visitor.get("article?id=" + article);
        assertThat(shown.words("hours")).contains(":00 1 1 100.0 % 0 0");
        assertThat(shown.words("course")).contains("seen 1, opened 1", "The highest is 1 an hour.");
        assertThat(visitor.get("article?id=" + article + "&csv=hours").html()).startsWith("Hour,Seen,Opened,");
    }

    @Test
    void aReaderIsErasedOnlyWhereTheIdWasTypedOnceMore() throws Exception {
        fill();
        server.page(7, 3, 0);
        Map<String, String> erase =
                new HashMap<>(Map.of("form", visitor.get("reader?id=7").hidden("form"), "again", "8"));

        assertThat(visitor.post("reader?id=7", erase).words("said")).startsWith("Not confirmed, nothing was erased");
        assertThat(visitor.get("reader?id=7").words("lead")).contains("1 pages");
        erase.put("again", "7");
        assertThat(visitor.post("reader?id=7", erase).words("said"))
                .startsWith("Erased: 0 actions and 1 pages.")
                .contains("from 20");
        assertThat(visitor.get("reader?id=7").words("lead")).contains("0 pages");
    }

    @Test
    void whatThereIsOfAReaderIsAFile() throws Exception {
        fill();
        server.page(7, 3, 0);
        String form = visitor.get("reader?id=7").formOf("export");

        ConsoleVisitor.Seen file = visitor.post("reader-export?id=7", Map.of("form", form));

        assertThat(file.status()).isEqualTo(200);
        assertThat(file.header("content-disposition")).isEqualTo("attachment; filename=\"reader.jsonl\"");
        assertThat(file.header("cache-control")).isEqualTo("no-store");
        assertThat(file.html().lines())
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(line -> assertThat(line).startsWith("{").endsWith("}"))
                .anySatisfy(line -> assertThat(line).startsWith("{\"page\":"));
        assertThat(visitor.post("reader-export?id=7", Map.of()).status()).isEqualTo(403);
        assertThat(visitor.get("reader-export?id=7").status()).isEqualTo(405);
        assertThat(visitor.post("reader-export?id=0", Map.of("form", form)).status())
                .isEqualTo(400);
    }

    @Test
    void aTestEventIsCheckedAndNotKeptUnlessItIsToCount() throws Exception {
        fill();
        Map<String, String> event = new HashMap<>(
                Map.of("form", visitor.get("live").hidden("form"), "reader", "me", "article", "3", "type", "like"));

        assertThat(visitor.post("live", event).words("answer")).isEqualTo("It would be accepted. Nothing was kept.");
        assertThat(visitor.get("reader?id=me").words("lead")).contains("0 actions");
        event.put("counts", "1");
        assertThat(visitor.post("live", event).words("answer")).startsWith("Accepted: it counts");
        assertThat(visitor.get("reader?id=me").words("lead")).contains("1 actions");
        event.put("article", "0");
        assertThat(visitor.post("live", event).words("answer")).startsWith("events[0].article_id: 0 (expected: ");
        assertThat(visitor.post("live", Map.of("article", "3")).status()).isEqualTo(403);
    }

    @Test
    void aServerWithoutAConsoleAnswersItsOtherPathsAlone() throws Exception {
        try (RunningServer without = RunningServer.start(
                data.resolve("another"),
                Clock.systemUTC(),
                Map.of(Settings.HTTP_PORT, "0", Settings.CONSOLE, "false"))) {
            ConsoleVisitor here = new ConsoleVisitor(without.httpPort());

            for (String address : List.of("", "articles", "sign-in", "static/console.css", "live-events")) {
                assertThat(here.get(address).status()).as(address).isEqualTo(404);
            }
            assertThat(here.get("metrics").status()).isEqualTo(200);
            assertThat(here.get("openapi.json").status()).isEqualTo(200);
        }
    }

    @Test
    void anArticleIsHiddenByAFormAndIsNotShownFromThenOn() throws Exception {
        fill();
        ConsoleVisitor.Seen page = visitor.get("article?id=3");
        Map<String, String> hide =
                Map.of("form", page.hidden("form"), "etag", page.hidden("etag"), "visibility", "hide");

        ConsoleVisitor.Seen hidden = visitor.post("article?id=3", hide);

        assertThat(hidden.words("said")).startsWith("Done.");
        assertThat(hidden.words("badge bad")).isEqualTo("hidden");
        assertThat(article("3").getHidden()).isTrue();
        assertThat(visitor.get("article?id=3&reader=7").words("why-answer")).isEqualTo("It is hidden.");
    }

    @Test
    void anEditThatOthersWereFasterWithIsRefused() throws Exception {
        fill();
        ConsoleVisitor.Seen page = visitor.get("article?id=3");
        server.catalog()
                .upsertArticles(UpsertArticlesRequest.newBuilder()
                        .addArticles(
                                article("3").toBuilder().setTitle("By another").clearEtag())
                        .build());

        ConsoleVisitor.Seen refused = visitor.post("article?id=3", edit(page, "By me"));

        assertThat(refused.words("said")).contains("etag");
        assertThat(article("3").getTitle()).isEqualTo("By another");
        assertThat(visitor.post("article?id=3", edit(refused, "By me")).words("said"))
                .startsWith("Done.");
        assertThat(article("3").getTitle()).isEqualTo("By me");
    }

    @Test
    void anEditLeavesAloneWhatItsFormDoesNotHave() throws Exception {
        Instant published =
                Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.SECONDS).plusMillis(123);
        server.upsert(3, 3, published, "news");
        Article before = article("3");

        visitor.post("article?id=3", edit(visitor.get("article?id=3"), "Another title"));

        assertThat(article("3").getTitle()).isEqualTo("Another title");
        assertThat(article("3").getPublishTime()).as("with its milliseconds").isEqualTo(before.getPublishTime());
    }

    private static Map<String, String> edit(ConsoleVisitor.Seen page, String title) {
        Map<String, String> fields = new HashMap<>();
        for (String name : new String[] {"form", "etag", "publish_time_was", "expire_time_was"}) {
            fields.put(name, page.hidden(name));
        }
        fields.put("title", title);
        fields.put("topics", "news, sport");
        fields.put("publish_time", page.hidden("publish_time_was"));
        return fields;
    }

    @Test
    void aFormThatIsNotOursChangesNothing() throws Exception {
        fill();
        String form = visitor.get("article?id=3").hidden("form");
        ConsoleVisitor another = new ConsoleVisitor(server.httpPort());
        another.get("");

        assertThat(another.post("article?id=3", Map.of("form", form, "visibility", "hide"))
                        .status())
                .as("the token of another browser")
                .isEqualTo(403);
        assertThat(visitor.post("article?id=3", Map.of("visibility", "hide")).status())
                .isEqualTo(403);
        assertThat(visitor.post(
                                "article?id=3",
                                Map.of("form", form, "visibility", "hide"),
                                "Origin",
                                "https://evil.example")
                        .status())
                .isEqualTo(403);
        assertThat(article("3").getHidden()).isFalse();
    }

    @Test
    void whatIsTypedByOthersIsShownAndNotRun() throws Exception {
        String evil = "<script>alert(1)</script>\"'";
        server.catalog()
                .upsertArticles(UpsertArticlesRequest.newBuilder()
                        .addArticles(Article.newBuilder()
                                .setArticleId("evil\"><b>")
                                .setTitle(evil)
                                .setSummary(evil)
                                .setUrl("javascript:alert(1)")
                                .addTopics(evil))
                        .build());

        for (String address :
                new String[] {"", "articles", "article?id=evil%22%3E%3Cb%3E", "articles?words=" + "%3Cscript%3E"}) {
            assertThat(visitor.get(address).html())
                    .as(address)
                    .doesNotContain("<script>")
                    .doesNotContain("<b>")
                    .doesNotContain("href=\"javascript:");
        }
    }

    @Test
    void tablesAreToBeHadAsCsvWithoutFormulas() throws Exception {
        server.catalog()
                .upsertArticles(UpsertArticlesRequest.newBuilder()
                        .addArticles(Article.newBuilder().setArticleId("7").setTitle("=1+1, \"quoted\""))
                        .build());

        ConsoleVisitor.Seen csv = visitor.get("articles?csv=articles");

        assertThat(csv.header("content-type")).startsWith("text/csv");
        assertThat(csv.html()).startsWith("Article,Status,Published,").contains("\"'=1+1, \"\"quoted\"\"\",live,20");
        assertThat(visitor.get("articles?csv=another").status()).isEqualTo(404);
    }

    @Test
    void everyTableSaysWhichCallItIs() throws Exception {
        fill();
        String html = visitor.get("reader?id=it's").html();

        assertThat(html).contains("/reco.v1.ReaderService/GetReader");
        assertThat(html).contains("it\\u0027s").contains("export 'it'\\''s'");
    }

    @Test
    void problemsOfTheCatalogueAreNamed() throws Exception {
        server.catalog()
                .upsertArticles(UpsertArticlesRequest.newBuilder()
                        .addArticles(Article.newBuilder().setArticleId("1").setTitle("Twice"))
                        .addArticles(Article.newBuilder()
                                .setArticleId("2")
                                .setTitle("twice")
                                .addTopics("news"))
                        .addArticles(Article.newBuilder()
                                .setArticleId("3")
                                .addTopics("news")
                                .setSummary("Words"))
                        .build());

        String problems = visitor.get("problems").words("problems");

        assertThat(problems).contains("no topics", "same title", "no title", "no summary");
    }

    @ParameterizedTest
    @CsvSource({
        "3, article?id=3",
        "8, reader?id=8",
        "some words, articles?words=some+words",
        "nobody, articles?words=nobody",
        "'', articles"
    })
    void whatIsTypedIntoTheBoxIsFound(String typed, String address) throws Exception {
        server.upsert(1, 4, Instant.now(), "news");
        server.page(8, 2, 0);

        ConsoleVisitor.Seen answer = visitor.get("find?q=" + typed.replace(" ", "%20"));

        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.header("location")).isEqualTo(address);
    }

    @Test
    void settingsSayWhereTheyComeFrom() throws Exception {
        assertThat(visitor.get("system").words("settings")).contains("--http-port", "default");
    }

    @Test
    void eventsComeAsTheyAreAcceptedAndGoOnWhereTheyWere() throws Exception {
        List<String> seen;
        try (Stream<String> lines = visitor.lines("live-events?reader=8")) {
            Iterator<String> stream = lines.iterator();
            assertThat(stream.next()).isEqualTo(": here");
            upTo(stream, "nothing new"); // it watches
            server.report(7, EventType.EVENT_TYPE_VIEW, List.of(1));
            server.report(8, EventType.EVENT_TYPE_SHARE, List.of(2));
            seen = upTo(stream, "article?id=2");
        }
        assertThat(String.join("", seen))
                .contains("event: events", "reader?id=8")
                .doesNotContain("reader?id=7");
        String place = seen.stream()
                .filter(line -> line.startsWith("id: "))
                .findFirst()
                .orElseThrow();
        server.report(8, EventType.EVENT_TYPE_LIKE, List.of(3));

        try (Stream<String> lines =
                visitor.lines("live-events?reader=8", "Last-Event-ID", place.substring("id: ".length()))) {
            assertThat(String.join("", upTo(lines.iterator(), "article?id=3")))
                    .contains("like")
                    .doesNotContain("article?id=2");
        }
    }

    /** The lines up to the first that has these words. */
    private static List<String> upTo(Iterator<String> stream, String words) {
        List<String> lines = new ArrayList<>();
        do {
            lines.add(stream.next());
        } while (!lines.get(lines.size() - 1).contains(words));
        return lines;
    }

    @Test
    void whatWasRefusedIsThereWithTheSentenceItsCallerGot() throws Exception {
        var unused = server.feedback()
                .reportEvents(ReportEventsRequest.newBuilder()
                        .addEvents(Event.newBuilder()
                                .setEventId("e-1")
                                .setReaderId("7")
                                .setArticleId("1")
                                .setType(EventType.EVENT_TYPE_VIEW)
                                .setPosition(-4))
                        .build());

        assertThat(visitor.get("live").words("refusals"))
                .contains("events[0].position: -4 (expected: 0..10000)", "ReportEvents");
    }

    @Test
    void whatIsNoPageIsRefused() throws Exception {
        assertThat(visitor.get("nothing").status()).isEqualTo(404);
        assertThat(visitor.post("articles", Map.of()).status()).isEqualTo(405);
        assertThat(visitor.get("article?id=nothing").text()).contains("There is no such article");
        assertThat(visitor.get("articles?words=%ff").status()).isEqualTo(400);
    }
}
