package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Timestamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.v1.Article;
import io.reco.api.v1.DeleteArticlesRequest;
import io.reco.api.v1.DeleteArticlesResponse;
import io.reco.api.v1.GetArticlesRequest;
import io.reco.api.v1.GetArticlesResponse;
import io.reco.api.v1.UpsertArticlesRequest;
import io.reco.api.v1.UpsertArticlesResponse;
import io.reco.server.store.Store;
import io.reco.server.store.rocksdb.RocksStore;

/** With {@code validate_only} a change of the catalogue is answered as if it had been made, and nothing is written. */
class ValidateOnlyTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock(START);
    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        server = RunningServer.start(data, clock);
        server.upsert(1, 3, START, "news");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private UpsertArticlesRequest.Builder upserts() {
        return UpsertArticlesRequest.newBuilder()
                .addArticles(Article.newBuilder().setArticleId("1").setTitle("changed"))
                .addArticles(Article.newBuilder().setArticleId("2").setEtag("stale"))
                .addArticles(Article.newBuilder()
                        .setArticleId("3")
                        .setExpireTime(Timestamp.newBuilder().setSeconds(9)))
                .addArticles(Article.newBuilder().setArticleId("4").setTitle("new"))
                .addArticles(Article.newBuilder().setArticleId("0"))
                .addArticles(Article.newBuilder().setArticleId("5"))
                .addArticles(Article.newBuilder().setArticleId("5").setTitle("last"));
    }

    @Test
    void upsertsAreAnsweredAsTheyWouldBeAndNotMade() {
        GetArticlesResponse before = all();

        UpsertArticlesResponse looked =
                server.catalog().upsertArticles(upserts().setValidateOnly(true).build());

        assertThat(looked.getUpsertedCount()).isEqualTo(4);
        assertThat(looked.getRefusalsList()).map(refusal -> refusal.getIndex()).containsExactly(1, 4);
        assertThat(all()).isEqualTo(before);
        assertThat(RunningServer.ids(server.page(0, 10, 0))).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(server.catalog().upsertArticles(upserts().build())).isEqualTo(looked);
        assertThat(all()).isNotEqualTo(before);
    }

    @Test
    void withAMaskTheyAreToo() {
        UpsertArticlesRequest.Builder request =
                upserts().setUpdateMask(FieldMask.newBuilder().addPaths("title").addPaths("expire_time"));
        GetArticlesResponse before = all();

        UpsertArticlesResponse looked =
                server.catalog().upsertArticles(request.setValidateOnly(true).build());

        assertThat(looked.getRefusalsList())
                .map(refusal -> refusal.getViolations(0).getField())
                .containsExactly("articles[1].etag", "articles[2].expire_time", "articles[4].article_id");
        assertThat(all()).isEqualTo(before);
        assertThat(server.catalog()
                        .upsertArticles(request.setValidateOnly(false).build()))
                .isEqualTo(looked);
    }

    @Test
    void deletionsAreAnsweredAsTheyWouldBeAndNotMade() {
        DeleteArticlesRequest.Builder request =
                DeleteArticlesRequest.newBuilder().addAllArticleIds(List.of("2", "9", "2", "1"));
        GetArticlesResponse before = all();

        DeleteArticlesResponse looked =
                server.catalog().deleteArticles(request.setValidateOnly(true).build());

        assertThat(looked.getDeletedCount()).isEqualTo(2);
        assertThat(looked.getMissingArticleIdsList()).containsExactly("9");
        assertThat(all()).isEqualTo(before);
        assertThat(server.catalog()
                        .deleteArticles(request.setValidateOnly(false).build()))
                .isEqualTo(looked);
        assertThat(all().getDeletedArticleIdsList()).containsExactly("1", "2");
    }

    @Test
    void nothingIsAppendedToTheLog() {
        var upserted =
                server.catalog().upsertArticles(upserts().setValidateOnly(true).build());
        var deleted = server.catalog()
                .deleteArticles(DeleteArticlesRequest.newBuilder()
                        .addArticleIds("1")
                        .setValidateOnly(true)
                        .build());
        assertThat(upserted.getUpsertedCount() + deleted.getDeletedCount()).isEqualTo(5);

        server.close();

        try (Store store = RocksStore.open(data, clock)) {
            assertThat(store.facts().newest().sum()).isEqualTo(3);
        }
    }

    private GetArticlesResponse all() {
        return server.catalog()
                .getArticles(GetArticlesRequest.newBuilder()
                        .addAllArticleIds(List.of("1", "2", "3", "4", "5"))
                        .build());
    }
}
