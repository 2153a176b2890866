package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.google.protobuf.Timestamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.reco.api.v1.Article;
import io.reco.api.v1.EventType;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.Result;
import io.reco.api.v1.UpsertArticlesRequest;

/** What a request's diversity does to the topics and authors of its page, asked over the network. */
class DiversePagesTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final List<Float> STEPS = List.of(0f, 0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.8f, 0.9f, 1f);

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock(START);
    private RunningServer server;

    /** Articles 1..400 of ten topics and eight authors, of which the reader 7 reads topic 3. */
    @BeforeEach
    void start() throws IOException {
        // What chance draws has any topic.
        server = RunningServer.start(data, clock, Map.of(Settings.ENGINE, "exploring-places=0"));
        List<Article> articles = new ArrayList<>();
        for (int id = 1; id <= 400; id++) {
            articles.add(Article.newBuilder()
                    .setArticleId(Integer.toString(id))
                    .setAuthor("author" + id % 8)
                    .addTopics(topic(id))
                    .setPublishTime(Timestamp.newBuilder()
                            .setSeconds(START.getEpochSecond()
                                    - Duration.ofHours(400 - id).toSeconds()))
                    .build());
        }
        var unusedUpsert = server.catalog()
                .upsertArticles(UpsertArticlesRequest.newBuilder()
                        .addAllArticles(articles)
                        .build());
        for (int reader = 100; reader < 140; reader++) {
            List<Integer> read = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                read.add((reader * 7 + i * 3) % 40 * 10 + (i < 7 ? 3 : i));
            }
            var unused = server.report(reader, EventType.EVENT_TYPE_VIEW, read);
        }
        var unused = server.report(7, EventType.EVENT_TYPE_VIEW, List.of(303, 313, 323));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String topic(int id) {
        return "topic" + id % 10;
    }

    private List<Integer> page(String reader, int size, float diversity) {
        return server
                .pages()
                .recommend(RecommendRequest.newBuilder()
                        .setReaderId(reader)
                        .setPageSize(size)
                        .setDiversity(diversity)
                        .setValidateOnly(true)
                        .build())
                .getResultsList()
                .stream()
                .map(Result::getArticleId)
                .map(Integer::valueOf)
                .toList();
    }

    private static Map<String, Integer> topics(List<Integer> page) {
        Map<String, Integer> topics = new HashMap<>();
        page.forEach(id -> topics.merge(topic(id), 1, Integer::sum));
        return topics;
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "stranger", ""})
    void theMoreDiversityTheMoreTopicsAndTheLessOfEach(String reader) {
        int topics = 0;
        int most = Integer.MAX_VALUE;
        for (float diversity : STEPS) {
            Map<String, Integer> counts = topics(page(reader, 10, diversity));

            assertThat(counts.size()).as("topics at %s", diversity).isGreaterThanOrEqualTo(topics);
            assertThat(Collections.max(counts.values()))
                    .as("most at %s", diversity)
                    .isLessThanOrEqualTo(most);
            topics = counts.size();
            most = Collections.max(counts.values());
        }
        assertThat(topics).isGreaterThanOrEqualTo(8); // one of each topic and author, of which there are eight
        assertThat(most).isLessThanOrEqualTo(2);
    }

    @Test
    void withoutDiversityThePageIsTheBestWhateverItsTopic() {
        assertThat(topics(page("7", 10, 0)).get("topic3")).isGreaterThanOrEqualTo(8);
        assertThat(topics(page("7", 10, 0.5f)).get("topic3")).isEqualTo(3);
    }

    @Test
    void withAllOfItWhatThereIsMoreThanOnceIsSharedOutEvenly() {
        Map<String, Integer> counts = topics(page("7", 40, 1));

        assertThat(counts).hasSize(10);
        assertThat(Collections.max(counts.values())).isLessThanOrEqualTo(6);
        assertThat(page("7", 40, 1)).hasSize(40).doesNotHaveDuplicates();
    }
}
