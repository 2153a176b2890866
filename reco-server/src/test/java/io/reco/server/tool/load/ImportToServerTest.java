package io.reco.server.tool.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.UserRecommendGrpc;
import io.reco.api.UserRequest;
import io.reco.api.v1.Article;
import io.reco.api.v1.CatalogServiceGrpc;
import io.reco.api.v1.CatalogServiceGrpc.CatalogServiceBlockingStub;
import io.reco.api.v1.DeleteArticlesRequest;
import io.reco.api.v1.GetArticlesRequest;
import io.reco.server.RecoServer;
import io.reco.server.RunningServer;
import io.reco.server.ServerConfig;
import io.reco.server.Settings;
import io.reco.server.tool.Reco;

/** What becomes of a catalogue when files are imported, through the real server. */
@Timeout(300)
class ImportToServerTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<ManagedChannel> channels = new ArrayList<>();
    private RecoServer server;
    private CatalogServiceBlockingStub catalogue;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws Exception {
        server = server("0");
        catalogue = CatalogServiceGrpc.newBlockingStub(channel());
    }

    @AfterEach
    void stop() {
        channels.forEach(ManagedChannel::shutdownNow);
        server.close();
    }

    @Test
    void whatAModeratorHidStaysHiddenWhenTheFileHasNoSuchColumn() throws IOException {
        importArticles("article_id,title\n1,one\n2,two\n");
        importArticles("article_id,hidden\n2,true\n");

        importArticles("article_id,title\n1,one again\n2,two again\n");

        assertThat(article(2).getHidden()).isTrue();
        assertThat(article(2).getTitle()).isEqualTo("two again");
        assertThat(page()).containsExactly(1);

        importArticles("article_id,hidden\n2,\n");
        assertThat(page()).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void aColumnThatIsNotThereKeepsWhatIsStoredAndAnEmptyCellClearsIt() throws IOException {
        importArticles("""
                article_id,title,summary,url,author,topics,language_code,publish_time,expire_time,hidden,attributes
                1,T,S,https://a.example/1,Ana,sport|cup,pt-BR,2026-01-02,2026-01-03,true,image=1.png|section=a
                """);
        Article before = article(1);

        importArticles("article_id\n1\n");
        assertThat(article(1)).isEqualTo(before);
        assertThat(before.getAttributesMap()).containsOnly(entry("image", "1.png"), entry("section", "a"));

        importArticles("article_id,title\n1,Other\n");
        assertThat(RunningServer.asSent(article(1)))
                .isEqualTo(RunningServer.asSent(before).toBuilder()
                        .setTitle("Other")
                        .build());
        assertThat(page()).isEmpty();

        importArticles(
                "article_id,title,summary,url,author,topics,language_code,expire_time,hidden,attributes\n1,,,,,,,,,\n");
        assertThat(RunningServer.asSent(article(1)))
                .isEqualTo(Article.newBuilder()
                        .setArticleId("1")
                        .setPublishTime(before.getPublishTime())
                        .build());
    }

    @Test
    void eventsDoNotBringDeletedArticlesBack() throws IOException {
        importArticles("article_id,title\n1,one\n2,two\n");
        var unused = catalogue.deleteArticles(
                DeleteArticlesRequest.newBuilder().addArticleIds("1").build());

        run(0, "--events", file("events.csv", """
                reader,article,type,time
                7,1,VIEW,2026-11-20
                7,2,VIEW,2026-11-20
                7,3,VIEW,2026-11-20
                """));

        assertThat(out.toString()).contains("articles added=1 ", " deleted=1 (left out)", "events rows=3 accepted=3 ");
        assertThat(ids()).containsExactly(2, 3);
        assertThat(article(2).getTitle()).isEqualTo("two");
    }

    @Test
    void whatAFileTakesBackIsTakenBack() throws IOException {
        importArticles("article_id,title\n1,one\n2,two\n3,three\n");

        run(0, "--events", file("events.csv", """
                reader,article,type,time,retracted
                7,1,HIDE,2026-11-20,
                7,2,HIDE,2026-11-20T10:00:00Z,false
                7,2,HIDE,2026-11-20T11:00:00Z,true
                """));

        assertThat(out.toString()).contains("events rows=3 accepted=3 ");
        List<Integer> page = UserRecommendGrpc.newBlockingStub(channel())
                .userRecommend(UserRequest.newBuilder().setUserId(7).build())
                .getRecommendsList()
                .stream()
                .map(io.reco.api.Article::getArticleId)
                .toList();
        assertThat(page).contains(2, 3).doesNotContain(1);
    }

    @Test
    void whatAFullFileLacksExpiresAndIsServedAgainWhenItReturns() throws IOException {
        importArticles(articles(1, 10));
        importArticles("article_id,hidden\n9,true\n");

        run(0, "--full", "--articles", file("full.csv", articles(1, 8)));
        assertThat(page()).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(out.toString()).contains("articles expired=2 returned=0");
        assertThat(article(9).getHidden()).isTrue();

        run(0, "--full", "--articles", file("full.csv", articles(1, 10)));
        assertThat(out.toString()).contains("articles expired=0 returned=2");
        assertThat(page()).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8, 10);
        assertThat(article(9).getHidden()).isTrue();
        assertThat(article(10).hasExpireTime()).isFalse();
    }

    @Test
    void aFullFileThatSaysWhatExpiresIsBelieved() throws IOException {
        importArticles("article_id,expire_time\n1,\n2,2026-01-01\n3,\n4,\n5,\n6,\n");

        run(0, "--full", "--articles", file("full.csv", "article_id,expire_time\n1,\n2,2026-01-01\n3,\n4,\n5,\n"));

        assertThat(page()).containsExactlyInAnyOrder(1, 3, 4, 5);
    }

    @Test
    void anArticleThatIsNotPublishedYetAndThatAFullFileLacksIsNeverServed() throws IOException {
        importArticles(articles(1, 9));
        importArticles("article_id,publish_time\n10,2999-01-01\n");

        run(0, "--full", "--articles", file("full.csv", articles(1, 9)));

        assertThat(article(10).getExpireTime()).isEqualTo(article(10).getPublishTime());
    }

    @Test
    void aFullFileThatWouldExpireMoreThanAFifthSendsNothing() throws IOException {
        importArticles(articles(1, 10));
        String half = file("half.csv", articles(1, 7) + "11,new\n");

        run(1, "--full", "--articles", half);
        assertThat(err.toString())
                .isEqualTo("reco: --full: 3 of 10 articles would expire (expected: at most a fifth; --yes goes on);"
                        + " nothing was sent\n");
        assertThat(page()).hasSize(10).doesNotContain(11);

        run(0, "--full", "--yes", "--articles", half);
        assertThat(page()).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 11);
    }

    @Test
    void aFullFileOfWhichARowCannotBeReadSendsNothing() throws IOException {
        importArticles(articles(1, 10));
        String bad = file("bad.csv", articles(1, 9) + "number ten,ten\n");

        run(1, "--full", "--articles", bad);

        assertThat(err.toString())
                .startsWith("reco: " + bad
                        + ":11: article_id: number ten (expected: 1..128 visible ASCII characters, not 0): --full ");
        assertThat(page()).hasSize(10);
    }

    @Test
    void aServerRestartedInTheMiddleGetsEveryEventOnce() throws Exception {
        StringBuilder rows = new StringBuilder("event_id,reader,article,type,time\n");
        for (int i = 0; i < 60_000; i++) {
            rows.append("e%d,%d,%d,VIEW,%d\n".formatted(i, 1 + i % 500, 1 + i % 40, 1_790_000_000_000L + i));
        }
        String events = file("events.csv", rows.toString());
        String port = Integer.toString(server.port());
        CompletableFuture<Void> importing = CompletableFuture.runAsync(() -> run(0, "--events", events));

        await().atMost(Duration.ofSeconds(60)).until(() -> views() > 1_000);
        server.close();
        assertThat(importing).isNotDone();
        server = server(port);
        importing.get();

        assertThat(out.toString()).contains("events rows=60000 ", " refused=0 ");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(views()).isEqualTo(60_000));
    }

    /** All that the forty articles were viewed. */
    private long views() {
        ManagedChannel channel = channel();
        UserRequest request = UserRequest.newBuilder().setArticleNum(100).build();
        long views = UserRecommendGrpc.newBlockingStub(channel).userRecommend(request).getRecommendsList().stream()
                .mapToLong(article -> Long.parseLong(article.getInfo().getViews()))
                .sum();
        channel.shutdownNow();
        return views;
    }

    private static String articles(int from, int to) {
        StringBuilder rows = new StringBuilder("article_id,title\n");
        for (int id = from; id <= to; id++) {
            rows.append(id).append(",title ").append(id).append('\n');
        }
        return rows.toString();
    }

    private void importArticles(String text) throws IOException {
        run(0, "--articles", file("articles.csv", text));
    }

    private void run(int exit, String... args) {
        List<String> all = new ArrayList<>(List.of("import", "--target", "127.0.0.1:" + server.port()));
        all.addAll(List.of(args));
        int ended = Reco.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
        assertThat(ended).as(out + "\n" + err).isEqualTo(exit);
    }

    private Article article(int id) {
        return catalogue
                .getArticles(GetArticlesRequest.newBuilder()
                        .addArticleIds(Integer.toString(id))
                        .build())
                .getArticles(0);
    }

    private List<Integer> ids() {
        return catalogue
                .listArticles(io.reco.api.v1.ListArticlesRequest.getDefaultInstance())
                .getArticlesList()
                .stream()
                .map(article -> Integer.valueOf(article.getArticleId()))
                .toList();
    }

    /** What nobody in particular is served. */
    private List<Integer> page() {
        UserRequest request = UserRequest.newBuilder().setArticleNum(100).build();
        return UserRecommendGrpc.newBlockingStub(channel()).userRecommend(request).getRecommendsList().stream()
                .map(io.reco.api.Article::getArticleId)
                .toList();
    }

    private ManagedChannel channel() {
        ManagedChannel channel = Grpc.newChannelBuilder(
                        "127.0.0.1:" + server.port(), InsecureChannelCredentials.create())
                .build();
        channels.add(channel);
        return channel;
    }

    private RecoServer server(String port) throws Exception {
        return RecoServer.start(ServerConfig.read(
                Map.of(
                        Settings.PORT,
                        port,
                        Settings.HTTP_PORT,
                        "off",
                        Settings.STORE,
                        folder.resolve("data").toString()),
                Map.of()));
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }
}
