package io.reco.server.tool.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.Article;
import io.reco.api.UserRecommendGrpc;
import io.reco.api.UserRequest;
import io.reco.server.RecoServer;
import io.reco.server.ServerConfig;
import io.reco.server.Settings;
import io.reco.server.config.Setting;
import io.reco.server.demo.Newsroom;
import io.reco.server.domain.Event;
import io.reco.server.tool.Reco;

/** From two CSV files to pages, through the real server. */
class ImportedContentTest {

    private static final int READERS = 20;
    private static final int ARTICLES_PER_PAGE = 10;

    private final Newsroom newsroom =
            Newsroom.of(3, Instant.parse("2026-11-23T00:00:00Z").toEpochMilli());

    @TempDir
    Path folder;

    @Test
    void importedReadersGetPagesOfTheirOwnTopics() throws Exception {
        Path articles = Files.write(folder.resolve("articles.csv"), articleRows());
        Path events = Files.write(folder.resolve("events.csv"), eventRows());
        Map<Setting<?>, String> settings = Map.of(
                Settings.PORT, "0",
                Settings.HTTP_PORT, "off",
                Settings.STORE, folder.resolve("data").toString());

        try (RecoServer server = RecoServer.start(ServerConfig.read(settings, Map.of()))) {
            String target = "127.0.0.1:" + server.port();
            StringWriter out = new StringWriter();
            int exit = Reco.commandLine()
                    .setOut(new PrintWriter(out, true))
                    .execute("import", "--target", target, "--articles", "" + articles, "--events", "" + events);

            assertThat(exit).isZero();
            assertThat(out.toString())
                    .contains("articles rows=600 accepted=600 duplicates=0 refused=0 ")
                    .contains("events rows=50000 accepted=50000 duplicates=0 refused=0 ");
            // A fifth of all articles is of a reader's topics; by popularity alone a page would hold as many.
            assertThat(shareOfOwnTopics(target)).isGreaterThan(0.4);
        }
    }

    private double shareOfOwnTopics(String target) {
        ManagedChannel channel = Grpc.newChannelBuilder(target, InsecureChannelCredentials.create())
                .build();
        try {
            UserRecommendGrpc.UserRecommendBlockingStub stub = UserRecommendGrpc.newBlockingStub(channel);
            int own = 0;
            for (int reader = 1; reader <= READERS; reader++) {
                List<String> taste = newsroom.tasteOf(reader);
                UserRequest request = UserRequest.newBuilder()
                        .setUserId(reader)
                        .setArticleNum(ARTICLES_PER_PAGE)
                        .build();
                for (Article article : stub.userRecommend(request).getRecommendsList()) {
                    String topic = newsroom.articles()
                            .get(article.getArticleId() - 1)
                            .topics()
                            .get(0);
                    own += taste.contains(topic) ? 1 : 0;
                }
            }
            return (double) own / (READERS * ARTICLES_PER_PAGE);
        } finally {
            channel.shutdownNow();
        }
    }

    private List<String> articleRows() {
        List<String> rows = new ArrayList<>(List.of("article_id,title,topics,publish_time"));
        newsroom.articles()
                .forEach(article -> rows.add("%s,\"%s\",%s,%s"
                        .formatted(
                                article.id(),
                                article.title(),
                                String.join("|", article.topics()),
                                Instant.ofEpochMilli(article.publishMs()))));
        return rows;
    }

    private List<String> eventRows() {
        List<String> rows = new ArrayList<>(List.of("reader,article,type,time"));
        for (Event event : newsroom.events()) {
            rows.add(event.reader() + "," + event.article() + "," + event.type() + "," + event.timeMs());
        }
        return rows;
    }
}
