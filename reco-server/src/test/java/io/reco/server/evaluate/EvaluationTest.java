package io.reco.server.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.server.domain.Article;
import io.reco.server.domain.EventType;
import io.reco.server.evaluate.log.Interactions;
import io.reco.server.evaluate.log.SplitLog;
import io.reco.server.evaluate.measure.Report;
import io.reco.server.model.settings.Parameter;

class EvaluationTest {

    private static final long GAP_MS = 1_800_000;
    private static final long DAY_MS = 86_400_000;
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
                        write("events.csv", rows),
                        null,
                        START_MS + 20_000_000,
                        Long.MAX_VALUE,
                        GAP_MS,
                        List.of(5),
                        false),
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
                new Evaluation.Split(
                        write("train.csv", train),
                        write("test.csv", test),
                        null,
                        List.of(1),
                        DAY_MS,
                        SplitLog.Times.AUTO),
                Map.of());

        assertThat(report.number("readers")).isEqualTo(2);
        assertThat(report.number("feeding s")).isPositive();
        assertThat(report.number("learning s")).isPositive();
        assertThat(report.mean("engine", "Recall@1")).isEqualTo(1);
        assertThat(report.mean("engine", "NDCG@1")).isEqualTo(1);
    }

    @Test
    void readersWithoutTrainingGetWhatIsReadAndAreToldApart() throws IOException {
        // Everybody reads of ten articles in two hundred. The second half of the readers comes after training ended.
        Random random = new Random(4);
        StringBuilder train = new StringBuilder("reader,article,time\n");
        StringBuilder test = new StringBuilder("reader,article,time\n");
        for (int reader = 1; reader <= 200; reader++) {
            for (int i = 0; i < 8; i++) {
                int article = random.nextInt(3) == 0 ? 11 + random.nextInt(190) : 1 + random.nextInt(10);
                boolean later = reader > 100 || i > 5;
                (later ? test : train)
                        .append(reader)
                        .append(',')
                        .append(article)
                        .append(',')
                        .append(START_MS + (later ? DAY_MS : 0) + i * 3_600_000L + reader)
                        .append('\n');
            }
        }

        Report report = evaluation.split(split(train, test, SplitLog.Times.AUTO), Map.of());

        assertThat(report.number("times kept")).isOne();
        assertThat(report.number("readers without training")).isEqualTo(100);
        assertThat(report.mean("engine, new readers", "Recall@10")).isGreaterThan(0.5);
        assertThat(report.mean("engine, new readers", "Recall@10"))
                .isGreaterThan(0.9 * report.mean("popularity, new readers", "Recall@10"));
        assertThat(report.mean("engine, known readers", "Recall@10")).isPositive();
    }

    @Test
    void timesCountOnlyInASplitByTime() throws IOException {
        String train = "reader,article,time\n1,1," + START_MS + "\n1,2," + (START_MS + DAY_MS) + "\n";
        String during = "reader,article,time\n2,1," + START_MS + "\n";
        String after = "reader,article,time\n2,1," + (START_MS + 2 * DAY_MS) + "\n";

        assertThat(kept(train, during, SplitLog.Times.AUTO)).isZero();
        assertThat(kept(train, "reader,article\n2,1\n", SplitLog.Times.AUTO)).isZero();
        assertThat(kept(train, after, SplitLog.Times.AUTO)).isOne();
        assertThat(kept(train, during, SplitLog.Times.KEEP)).isOne();
        assertThat(kept(train, after, SplitLog.Times.DROP)).isZero();
        assertThat(kept("reader,article\n1,1\n1,2\n", "reader,article\n2,1\n", SplitLog.Times.KEEP))
                .isZero();
    }

    private double kept(String train, String test, SplitLog.Times times) throws IOException {
        return evaluation.split(split(train, test, times), Map.of()).number("times kept");
    }

    private Evaluation.Split split(CharSequence train, CharSequence test, SplitLog.Times times) throws IOException {
        return new Evaluation.Split(
                write("train.csv", train), write("test.csv", test), null, List.of(10), DAY_MS, times);
    }

    @Test
    void equalRowsAreOneEventAndEveryArticleIsThereWhenAskedFor() throws IOException {
        Interactions train = new Interactions();
        Interactions test = new Interactions();
        train.add(1, 5, EventType.VIEW, START_MS);
        train.add(1, 5, EventType.VIEW, START_MS);
        train.add(1, 5, EventType.LIKE, START_MS + 1);
        test.add(1, 6, EventType.VIEW, START_MS + DAY_MS);
        Article expired = new Article("7", "", "", "", "", List.of(), "", START_MS + 9 * DAY_MS, START_MS + 1, false);

        SplitLog log = new SplitLog(train, test, List.of(expired), DAY_MS, SplitLog.Times.AUTO);

        assertThat(log.size()).isEqualTo(2);
        assertThat(log.endMs()).isEqualTo(START_MS + 1);
        assertThat(log.articles()).extracting(Article::id).containsExactly("7", "5", "6");
        assertThat(log.articles())
                .allMatch(article -> article.publishMs() <= log.endMs() && article.expireMs() == Article.NEVER);
    }

    @Test
    void tuningFindsSettingsThatAreBetterOnWhatItNeverSaw() throws IOException {
        // Readers read of their neighbourhood on a ring, and what everybody reads, which such settings hold back.
        Map<Parameter, Double> given = Map.of(Parameter.NEIGHBOURS_TO_DAMPING, 1.5, Parameter.EASE_ARTICLES_MAX, 0.0);
        Random random = new Random(3);
        StringBuilder train = new StringBuilder("reader,article\n");
        StringBuilder test = new StringBuilder("reader,article\n");
        for (int reader = 1; reader <= 600; reader++) {
            int place = random.nextInt(300);
            for (int i = 0; i < 16; i++) {
                int article = i < 10 ? 1 + (place + random.nextInt(16)) % 300 : 1_000 + random.nextInt(12);
                StringBuilder rows = random.nextInt(5) == 0 ? test : train;
                rows.append(reader).append(',').append(article).append('\n');
            }
        }
        Evaluation.Split split = new Evaluation.Split(
                write("train.csv", train), write("test.csv", test), null, List.of(10), DAY_MS, SplitLog.Times.AUTO);

        List<String> said = new ArrayList<>();
        Map<Parameter, Double> tuned = evaluation.tuneSplit(split, given, said::add);

        assertThat(said).hasSizeGreaterThan(3);
        assertThat(Parameter.parse(Parameter.format(tuned))).isEqualTo(tuned);
        double before = evaluation.split(split, given).mean("engine", "NDCG@10");
        assertThat(evaluation.split(split, tuned).mean("engine", "NDCG@10")).isGreaterThan(1.05 * before);
    }

    @Test
    void tuningAStreamLooksAtNothingFromTheTestOn() throws IOException {
        StringBuilder rows = new StringBuilder("reader,article,time\n");
        Random random = new Random(2);
        long testMs = START_MS + 12_000_000;
        for (int session = 0; session < 1_500; session++) {
            int first = 1 + random.nextInt(97);
            for (int i = 0; i < 3; i++) {
                long timeMs = START_MS + session * 10_000L + i * 1_000L;
                rows.append(1 + session % 300)
                        .append(',')
                        .append(first + i)
                        .append(',')
                        .append(timeMs)
                        .append('\n');
            }
        }
        List<List<String>> runs = new ArrayList<>();
        for (String end : List.of("", "7,7," + (testMs + 1) + "\n")) {
            Evaluation.Stream stream = new Evaluation.Stream(
                    write("events.csv", rows + end), null, testMs, Long.MAX_VALUE, GAP_MS, List.of(5), false);
            List<String> said = new ArrayList<>();
            var unused = evaluation.tuneStream(stream, Map.of(), said::add);
            runs.add(said);
        }

        assertThat(runs.get(0)).hasSizeGreaterThan(4).isEqualTo(runs.get(1));
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
                        List.of(5),
                        DAY_MS,
                        SplitLog.Times.AUTO),
                Map.of(Parameter.TOPIC_MAX, 1.0));

        assertThat(report.number("cold")).isEqualTo(1);
        assertThat(report.mean("engine", "Recall@5")).isEqualTo(1);
    }

    @Test
    void filesAreReadAsImportReadsThem() throws IOException {
        String rows = "2026-11-23T08:00:00+01:00,view,1,1\r\n2026-11-24,Like,2,1\r\n";
        Interactions events = Interactions.read(write("events.csv", "\uFEFFTime,type,article_id,user_id\r\n" + rows));

        assertThat(events.size()).isEqualTo(2);
        assertThat(events.timeMs(0))
                .isEqualTo(Instant.parse("2026-11-23T07:00:00Z").toEpochMilli());
        assertThat(events.timeMs(1))
                .isEqualTo(Instant.parse("2026-11-24T00:00:00Z").toEpochMilli());
        assertThat(events.type(1)).isEqualTo(EventType.LIKE);
        Path untimed = write("untimed.csv", "reader,article\n1,1\n");
        assertThatThrownBy(() -> Interactions.read(untimed))
                .hasMessageStartingWith(untimed + ":1: header: reader,article (expected: reader,article,time ");
    }

    private Path write(String name, CharSequence text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
