package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

import com.google.protobuf.FieldMask;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.v1.Event;
import io.reco.api.v1.EventType;
import io.reco.api.v1.ListTopArticlesRequest;
import io.reco.api.v1.PageFilter;
import io.reco.api.v1.RelatedArticlesRequest;
import io.reco.api.v1.RelatedArticlesResponse;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.ReportEventsResponse;
import io.reco.api.v1.Result;
import io.reco.api.v1.Source;
import io.reco.api.v1.TopKind;

/** {@code RelatedArticles} and {@code ListTopArticles} over the network. */
class ListCallsTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock(START);
    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        server = RunningServer.start(data, clock);
        server.upsert(1, 20, START, "science");
        server.upsert(21, 40, START, "sport");
        for (int reader = 1; reader <= 10; reader++) {
            server.report(reader, EventType.EVENT_TYPE_VIEW, numbers(1, 10));
            server.report(100 + reader, EventType.EVENT_TYPE_VIEW, numbers(21, 30));
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).boxed().toList();
    }

    private static List<String> ids(List<Result> results) {
        return results.stream().map(Result::getArticleId).toList();
    }

    @Test
    void relatedArticlesSayWhatSpokeForThemAndHoldWhatWasAskedFor() {
        RelatedArticlesResponse related = server.pages()
                .relatedArticles(RelatedArticlesRequest.newBuilder()
                        .setArticleId("1")
                        .setPageSize(5)
                        .setExplain(true)
                        .setReadMask(FieldMask.newBuilder().addPaths("title"))
                        .build());

        assertThat(related.getResultsList()).hasSize(5).allSatisfy(result -> {
            assertThat(Integer.parseInt(result.getArticleId())).isBetween(2, 20);
            assertThat(result.getArticle().getTitle()).isEqualTo("Article " + result.getArticleId());
            assertThat(result.getArticle().getTopicsList()).as("not asked for").isEmpty();
            assertThat(result.getStats().getViews()).isEqualTo(Integer.parseInt(result.getArticleId()) > 10 ? 0 : 10);
            assertThat(result.getScore()).isPositive();
            assertThat(result.getSource()).isNotEqualTo(Source.SOURCE_UNSPECIFIED);
            assertThat(result.getSharesList()).isNotEmpty();
        });
        assertThat(related.getResultsList()).isSortedAccordingTo((a, b) -> Float.compare(b.getScore(), a.getScore()));
    }

    @Test
    void whatFollowsAListIsAttributedToIt() {
        RelatedArticlesRequest request = RelatedArticlesRequest.newBuilder()
                .setArticleId("1")
                .setReaderId("77")
                .setPlacement("below-article")
                .build();
        RelatedArticlesResponse related = server.pages().relatedArticles(request);

        ReportEventsResponse reported = server.feedback()
                .reportEvents(ReportEventsRequest.newBuilder()
                        .addEvents(view(related.getResults(0).getArticleId(), related.getExposureToken()))
                        .addEvents(view("40", related.getExposureToken()))
                        .build());

        assertThat(reported.getAcceptedCount()).isEqualTo(1);
        assertThat(reported.getRefusals(0).getViolations(0).getField()).isEqualTo("events[1].exposure_token");
        assertThat(server.pages()
                        .relatedArticles(
                                request.toBuilder().setValidateOnly(true).build())
                        .getExposureToken())
                .as("of a look")
                .isEmpty();
        assertThat(ids(server.pages().relatedArticles(request).getResultsList()))
                .as("viewed")
                .doesNotContain(related.getResults(0).getArticleId());
    }

    private static Event view(String article, String token) {
        return Event.newBuilder()
                .setEventId("of-a-list-" + article)
                .setReaderId("77")
                .setArticleId(article)
                .setType(EventType.EVENT_TYPE_VIEW)
                .setExposureToken(token)
                .build();
    }

    @Test
    void aTopListIsOfItsKindAndTopicAndFilter() {
        ListTopArticlesRequest popular = ListTopArticlesRequest.newBuilder()
                .setKind(TopKind.TOP_KIND_POPULAR)
                .setTopic("Sport")
                .setPageSize(100)
                .build();

        assertThat(ids(server.pages().listTopArticles(popular).getResultsList()))
                .containsExactlyInAnyOrderElementsOf(RunningServer.texts(numbers(21, 30)));
        assertThat(ids(server.pages()
                        .listTopArticles(popular.toBuilder()
                                .setFilter(PageFilter.newBuilder().addExcludedArticleIds("25"))
                                .build())
                        .getResultsList()))
                .hasSize(9)
                .doesNotContain("25");
        assertThat(ids(server.pages()
                        .listTopArticles(ListTopArticlesRequest.getDefaultInstance())
                        .getResultsList()))
                .as("what trends, ten of it")
                .hasSize(10);
    }

    @Test
    void moreThanAHundredCountAsAHundred() {
        server.upsert(41, 250, START, "science");
        RelatedArticlesRequest related =
                RelatedArticlesRequest.newBuilder().setArticleId("1").build();
        ListTopArticlesRequest top = ListTopArticlesRequest.newBuilder()
                .setKind(TopKind.TOP_KIND_LATEST)
                .build();

        for (int size : new int[] {100, 101, Integer.MAX_VALUE}) {
            assertThat(ids(server.pages()
                            .relatedArticles(
                                    related.toBuilder().setPageSize(size).build())
                            .getResultsList()))
                    .as("related, %d", size)
                    .hasSize(100)
                    .doesNotHaveDuplicates();
            assertThat(ids(server.pages()
                            .listTopArticles(top.toBuilder().setPageSize(size).build())
                            .getResultsList()))
                    .as("top, %d", size)
                    .hasSize(100)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void allThatIsWrongWithARequestIsNamed() {
        assertThatThrownBy(() -> server.pages()
                        .relatedArticles(RelatedArticlesRequest.newBuilder()
                                .setPageSize(-1)
                                .setPlacement("Home!")
                                .setReadMask(FieldMask.newBuilder().addPaths("headline"))
                                .build()))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageStartingWith("INVALID_ARGUMENT: article_id: empty (expected: ")
                .hasMessageContaining("placement: Home! (expected: ")
                .hasMessageContaining("page_size: -1 (expected: >= 0)")
                .hasMessageContaining("read_mask.paths[0]: headline (expected: ");
        assertThatThrownBy(() -> server.pages()
                        .relatedArticles(RelatedArticlesRequest.newBuilder()
                                .setArticleId("unknown")
                                .build()))
                .hasMessage("NOT_FOUND: article_id: unknown (expected: an article of the catalogue)");
        assertThatThrownBy(() -> server.pages()
                        .listTopArticles(ListTopArticlesRequest.newBuilder()
                                .setKindValue(99)
                                .setTopic("t".repeat(101))
                                .build()))
                .hasMessageContaining("kind: 99 (expected: TRENDING, POPULAR or LATEST)")
                .hasMessageContaining("topic: ");
    }
}
