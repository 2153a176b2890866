package io.reco.server.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {

    private static final long GAP_MS = 1_800_000;
    private static final long START_MS = 1_000_000_000_000L;

    private final Evaluation evaluation = new Evaluation(new Evaluation.Progress() {
        @Override
        public void begin(String what, long steps) {}

        @Override
        public void at(long step) {}
    });

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aStreamWhoseSessionsFollowARuleIsForeseen() throws IOException {
        // In every session article n + 1 follows article n, of 200; popularity knows nothing of that.
        StringBuilder rows = new StringBuilder("reader,article,time\n");
        Random random = new Random(1);
        for (int session = 0; session < 3_000; session++) {
            int first = 1 + random.nextInt(197);
            for (int i = 0; i < 3; i++) {
                rows.append(1 + session % 500)
                        .append(',')
                        .append(first + i)
                        .append(',')
                        .append(START_MS + session * 10_000L + i * 1_000L)
                        .append('\n');
            }
        }

        Report report = evaluation.stream(
                new Evaluation.Stream(
                        write("events.csv", rows), null, START_MS + 20_000_000, Long.MAX_VALUE, GAP_MS, List.of(5)),
                Map.of());

        assertThat(report.number("predictions")).isEqualTo(2_000, org.assertj.core.api.Assertions.within(10.0));
        assertThat(report.mean("engine", "HR@5")).isGreaterThan(0.9);
        assertThat(report.mean("popularity", "HR@5")).isLessThan(0.2);
        assertThat(report.json()).contains("\"HR@5\"");
    }

    @Test
    void aSplitIsScoredAsCountedByHand() throws IOException {
        // Two camps: whoever reads one article of a camp reads its others. Readers 1 and 2 miss one each.
        StringBuilder train = new StringBuilder("reader,article\n");
        for (int reader = 1; reader <= 40; reader++) {
            for (int article = 1; article <= 5; article++) {
                if (reader > 2 || article != 5) {
                    train.append(reader)
                            .append(',')
                            .append(article + 10 * (reader % 2))
                            .append('\n');
                }
            }
        }
        String test = "reader,article\n1,15\n2,5\n";

        Report report = evaluation.split(
                new Evaluation.Split(write("train.csv", train), write("test.csv", test), null, List.of(1)), Map.of());

        assertThat(report.number("readers")).isEqualTo(2);
        assertThat(report.mean("engine", "Recall@1")).isEqualTo(1);
        assertThat(report.mean("engine", "NDCG@1")).isEqualTo(1);
    }

    @Test
    void articlesThatTrainingLacksAreFoundByTheirTopics() throws IOException {
        StringBuilder articles = new StringBuilder("article_id,topics\n");
        StringBuilder train = new StringBuilder("reader,article\n");
        for (int article = 1; article <= 100; article++) {
            articles.append(article).append(",camp").append(article % 4).append('\n');
            if (article <= 80) {
                train.append(1 + article % 4).append(',').append(article).append('\n');
            }
        }
        String test = "reader,article\n1,84\n2,81\n3,82\n4,83\n";

        Report report = evaluation.split(
                new Evaluation.Split(
                        write("train.csv", train),
                        write("test.csv", test),
                        write("articles.csv", articles),
                        List.of(5)),
                Map.of());

        assertThat(report.number("cold")).isEqualTo(1);
        assertThat(report.mean("engine", "Recall@5")).isEqualTo(1);
    }

    private Path write(String name, CharSequence text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
