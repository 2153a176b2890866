package io.reco.server.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.client.RecommendClient;
import io.reco.client.feedback.Event;
import io.reco.client.page.Page;
import io.reco.client.page.PageRequest;

/** The operators' commands that ask a server, and what they say and exit with, whatever the server. */
@Timeout(180)
abstract class CommandsContract {

    private static final String ARTICLES = """
            {"articleId": "moss", "title": "Moss", "topics": ["science"], "attributes": {"paywall": "no"}}
            [{"article_id": "tides", "title": "Tides", "topics": ["science"]},
             {"article_id": "vote", "title": "A vote", "topics": ["politics"], "author": "bob"}]
            """;

    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();
    private Running running;
    private RecommendClient client;

    @TempDir
    Path folder;

    /** Starts the server. */
    abstract Running begin() throws Exception;

    /** A server that runs: where, and how it ends. */
    record Running(String target, Runnable end) {}

    @BeforeEach
    void start() throws Exception {
        running = begin();
        client = RecommendClient.builder(running.target()).plaintext().connect();
        run(
                0,
                "article",
                "upsert",
                Files.writeString(folder.resolve("articles.json"), ARTICLES).toString());
    }

    @AfterEach
    void stop() {
        client.close();
        running.end().run();
    }

    @Test
    void articlesGoInAndComeOutAsTheSameJson() throws IOException {
        assertThat(run(0, "article", "list")).contains("article", "Moss", "Tides", "A vote");
        String listed = run(0, "article", "list", "--topic", "science", "--json");
        assertThat(listed.lines()
                        .map(CommandsContract::json)
                        .map(json -> json.get("articleId").getAsString()))
                .containsExactly("moss", "tides");

        Path file = Files.writeString(folder.resolve("listed.json"), listed.replace("Tides", "High tides"));

        assertThat(run(0, "article", "upsert", file.toString())).isEqualTo("upserted 2, refused 0\n");
        assertThat(run(0, "article", "show", "tides")).contains("High tides");
        // The etag that was read is not the one of now.
        run(1, "article", "upsert", Files.writeString(file, listed).toString());
        assertThat(err.toString()).contains("reco: article tides: etag: ", "(expected: ");
    }

    @Test
    void whatCannotBeReadIsNamedAndNothingIsSent() throws IOException {
        String wrong = "{\"articleId\": \"new\"} {\"articleId\": \"other\", \"colour\": \"red\"}";

        runWith(wrong, 2, "article", "upsert");

        assertThat(err.toString())
                .contains("reco: standard input: article 2: colour: \"red\" (expected: a field of reco.v1.Article)");
        assertThat(run(1, "article", "show", "new", "moss")).contains("Moss");
        assertThat(err.toString()).contains("reco: article new: not there (expected: one of the catalogue)");
    }

    @Test
    void hiddenIsHiddenAndOnlyWhatIsThere() throws IOException {
        run(1, "article", "hide", "moss", "nothing");

        assertThat(err.toString()).contains("reco: article nothing: not there");
        assertThat(run(0, "article", "list", "--status", "hidden", "--json")).contains("\"articleId\":\"moss\"");
        assertThat(run(0, "article", "list", "--json")).doesNotContain("nothing");
        assertThat(run(0, "article", "hide", "--undo", "moss")).isEqualTo("shown again 1\n");
        assertThat(run(0, "article", "delete", "--validate-only", "moss")).isEqualTo("would delete 1 (only checked)\n");
        assertThat(run(0, "article", "delete", "moss", "--json")).isEqualTo("{\"deletedCount\":1}\n");
        run(1, "article", "delete", "moss");
    }

    @Test
    void aPageIsShownForPeopleAndForPrograms() throws IOException {
        assertThat(run(0, "recommend", "anna", "--look"))
                .contains("title", "A vote")
                .doesNotContain("token");
        JsonObject page = json(run(0, "recommend", "anna", "--json", "--topic", "science", "--explain"));

        assertThat(page.get("exposureToken").getAsString()).isNotEmpty();
        assertThat(page.getAsJsonArray("results")).hasSize(2);
        assertThat(page.getAsJsonArray("results")
                        .get(0)
                        .getAsJsonObject()
                        .getAsJsonObject("article")
                        .get("title"))
                .isNotNull();
        assertThat(run(0, "recommend", "anna", "--why-not", "nothing")).contains("no such article");
        String token = page.get("exposureToken").getAsString();
        assertThat(run(0, "explain", token, "--why-not", "vote")).contains("propensity", "vote");
        assertThat(run(
                        0,
                        "explain",
                        "--reader",
                        "anna",
                        "--at",
                        page.get("pageTime").getAsString(),
                        "--json"))
                .contains("\"exposure\":{\"readerId\":\"anna\"");
        run(2, "explain");
        run(1, "recommend", "anna", "--placement", "The Home");
        assertThat(err.toString()).contains("reco: placement: The Home (expected: ");
    }

    @Test
    void relatedAndTopAreLists() throws IOException {
        assertThat(run(0, "related", "moss")).contains("title");
        run(1, "related", "nothing");
        assertThat(err.toString()).contains("NOT_FOUND");
        assertThat(run(0, "top", "latest", "--json").lines())
                .hasSize(3)
                .allMatch(line -> json(line).has("articleId"));
        assertThat(run(0, "top", "latest", "--of", "politics")).contains("vote").doesNotContain("moss");
    }

    @Test
    void whatBecameOfAnArticleIsTold() throws IOException {
        assertThat(run(0, "funnel", "moss")).isEmpty();
        assertThat(err.toString()).startsWith("reco: no events of it since ");
        Page page = client.recommend(PageRequest.of("anna").placement("home").build());
        client.report(Event.expose("anna", "moss").from(page), Event.view("bob", "moss"));

        await().atMost(Duration.ofSeconds(50))
                .untilAsserted(() -> assertThat(json(run(0, "funnel", "moss", "--hours", "2", "--json"))
                                .getAsJsonArray("hours"))
                        .hasSize(2));
        assertThat(run(0, "funnel", "moss")).contains("exposed", "home").hasLineCount(3);
        run(1, "funnel", "nothing");
        assertThat(err.toString()).contains("NOT_FOUND");
        run(2, "funnel", "moss", "--hours", "0");
    }

    @Test
    void whetherPagesHelpIsTold() throws IOException {
        client.recommend("anna", 2);
        client.report(Event.view("anna", "moss"));

        JsonObject quality = json(run(0, "quality", "--json"));
        assertThat(quality.get("pageCount").getAsInt()).isEqualTo(1);
        assertThat(quality.getAsJsonArray("events").toString())
                .isEqualTo("[{\"type\":\"EVENT_TYPE_VIEW\",\"acceptedCount\":1}]");
        assertThat(run(0, "quality")).contains("1 pages, 0 of them short", "VIEW", "hold-out quality: 0.000");
    }

    @Test
    void whatWasNeverRefusedIsNotListed() throws IOException {
        assertThat(run(0, "refusals")).isEmpty();
        assertThat(err.toString()).isEqualTo("reco: no refusals\n");
        assertThat(run(0, "refusals", "--json")).isEmpty();
    }

    @Test
    void aReaderIsShownChangedMergedAndErased() throws IOException {
        client.report(Event.view("cookie", "moss"), Event.like("anna", "vote"));
        client.recommend("cookie", 2);

        assertThat(run(0, "reader", "merge", "cookie", "anna")).startsWith("moved 1 actions and 1 pages");
        assertThat(run(0, "reader", "update", "anna", "--block-topic", "politics", "--personalised", "false"))
                .contains("reader anna, not personalised", "blocks topics: politics");
        assertThat(run(0, "reader", "show", "anna")).contains("VIEW", "moss", "LIKE", "merged into this one: cookie");
        JsonObject shown = json(run(0, "reader", "show", "anna", "--json"));
        assertThat(shown.get("actionCount").getAsInt()).isEqualTo(2);
        assertThat(run(0, "reader", "export", "anna").lines())
                .hasSizeGreaterThan(3)
                .allMatch(line -> json(line) != null);

        runWith("bob\n", 1, "reader", "erase", "anna");
        assertThat(err.toString()).contains("not confirmed, nothing was erased");
        runWith("", 1, "reader", "erase", "anna");
        assertThat(runWith("anna\n", 0, "reader", "erase", "anna")).startsWith("erased reader anna at ");
        assertThat(json(run(0, "reader", "erase", "anna", "--yes", "--json")).has("goneTime"))
                .isTrue();
        assertThat(run(0, "reader", "show", "anna")).contains("0 actions, 0 pages", "erased ");
        run(2, "reader", "update", "anna");
    }

    @Test
    void whatIsOnlyCheckedSaysWhatItWouldDo() throws IOException {
        client.report(Event.view("anna", "moss"));

        assertThat(run(0, "reader", "erase", "anna", "--validate-only"))
                .startsWith("would erase reader anna: 1 actions, 0 pages (only checked)\n")
                .contains("log and snapshots would be without them from ")
                .doesNotContain("erased");
        assertThat(run(0, "reader", "merge", "anna", "bob", "--validate-only"))
                .startsWith("would move 1 actions and 0 pages from anna to bob (only checked)");
        assertThat(run(0, "reader", "update", "anna", "--block-topic", "politics", "--validate-only"))
                .endsWith("would be so (only checked)\n");
        assertThat(run(0, "article", "hide", "moss", "--validate-only")).isEqualTo("would hide 1 (only checked)\n");
        assertThat(runWith("{\"articleId\": \"new\"}", 0, "article", "upsert", "--validate-only"))
                .isEqualTo("would upsert 1, refused 0 (only checked)\n");
        assertThat(run(0, "reader", "show", "anna"))
                .contains("1 actions, 0 pages")
                .doesNotContain("blocks");
    }

    @Test
    void aListOfNothingSaysSoBesideIt() throws IOException {
        run(0, "article", "delete", "moss", "tides", "vote");
        List<List<String>> lists = List.of(
                List.of("article", "list"),
                List.of("article", "list", "--json"),
                List.of("top", "latest"),
                List.of("top", "popular", "--json"));
        for (List<String> list : lists) {
            assertThat(run(0, list.toArray(String[]::new))).as("%s", list).isEmpty();
            assertThat(err.toString()).as("%s", list).isEqualTo("reco: no articles\n");
        }
        assertThat(run(0, "reader", "show", "nobody")).doesNotContain("article");
        assertThat(err.toString()).isEqualTo("reco: no activities\n");
    }

    @Test
    void aTailShowsEventsAndSaysWhereToGoOn() throws IOException {
        client.report(Event.view("anna", "moss"), Event.share("bob", "moss"));

        String shown = run(0, "tail", "--oldest", "--count", "2", "--json");

        assertThat(shown.lines()
                        .map(CommandsContract::json)
                        .map(line -> line.getAsJsonObject("event").get("type").getAsString()))
                .containsExactly("EVENT_TYPE_VIEW", "EVENT_TYPE_SHARE");
        String after = err.toString().replaceAll("(?s).*--after (\\S+).*", "$1");
        client.report(Event.like("anna", "tides"));
        assertThat(run(0, "tail", "--after", after, "--count", "1")).contains("LIKE", "reader anna", "article tides");
    }

    @Test
    void aBackupIsAFolderAndSaysWhatItHolds() throws IOException {
        Path backup = folder.resolve("backup");

        assertThat(run(0, "backup", backup.toString())).startsWith("backup of ");

        assertThat(err.toString()).contains("the key that signs tokens: keep it from others");
        assertThat(backup.resolve("reco-backup")).isRegularFile();
        run(2, "backup", backup.toString());
        assertThat(err.toString()).contains("(expected: an empty folder, or none)");
    }

    @Test
    void aServerThatIsNotThereIsTold() throws IOException {
        runHere(1, "top", "--target", "127.0.0.1:1");

        assertThat(err.toString()).startsWith("reco: 127.0.0.1:1: UNAVAILABLE");
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    void whatIsImpossibleIsToldApartFromWhatWasTried() throws IOException {
        String nowhere = folder.resolve("nowhere").toString();
        Path occupied = folder.resolve("full");
        Files.createDirectories(occupied.resolve("of"));
        String full = occupied.toString();
        List<List<String>> impossible = List.of(
                List.of("verify", "--store", nowhere),
                List.of("verify", "--store", full),
                List.of("repair", "--store", nowhere),
                List.of("repair", "--clock", "--store", nowhere),
                List.of("restore", nowhere),
                List.of("import", "--articles", nowhere),
                List.of("evaluate", "split", "--train", nowhere, "--test", nowhere),
                List.of("evaluate", "stream", "--events", nowhere, "--from", "2026-01-01T00:00:00Z"),
                List.of("serve", "--config", nowhere),
                List.of("token", "a b", "--roles", "edit"),
                List.of("token", "cms", "--roles", "edit", "--append-to", full),
                List.of("article", "upsert", nowhere, "--target", "127.0.0.1:1"),
                List.of("article", "list", "--token-file", nowhere),
                List.of("backup", full, "--target", "127.0.0.1:1"),
                List.of("explain"),
                List.of("tail", "--target", "nonsense"));
        for (List<String> command : impossible) {
            runHere(2, command.toArray(String[]::new));
            assertThat(err.toString()).as("%s", command).startsWith("reco: ").contains("(expected: ");
        }
        List<List<String>> tried = List.of(
                List.of("health", "--target", "127.0.0.1:1"),
                List.of("article", "list", "--target", "127.0.0.1:1"),
                List.of("backup", nowhere, "--target", "127.0.0.1:1"));
        for (List<String> command : tried) {
            runHere(1, command.toArray(String[]::new));
        }
        assertThat(folder.resolve("nowhere")).doesNotExist();
    }

    @Test
    void aShellLearnsAllCommands() throws IOException {
        assertThat(runHere(0, "completion", "bash")).contains("#!/usr/bin/env bash", "reader", "--why-not");
        runHere(2, "completion", "fish");
    }

    static JsonObject json(String line) {
        return JsonParser.parseString(line).getAsJsonObject();
    }

    private String runWith(String input, int code, String... arguments) throws IOException {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(UTF_8)));
        try {
            return run(code, arguments);
        } finally {
            System.setIn(before);
        }
    }

    /** Against this test's server. */
    String run(int code, String... arguments) throws IOException {
        return runHere(
                code,
                Stream.concat(Stream.of(arguments), List.of("--target", running.target()).stream())
                        .toArray(String[]::new));
    }

    private String runHere(int code, String... arguments) throws IOException {
        out = new StringWriter();
        err = new StringWriter();
        int ended = Reco.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        assertThat(ended).as("%s: %s%s", List.of(arguments), out, err).isEqualTo(code);
        return out.toString();
    }
}
