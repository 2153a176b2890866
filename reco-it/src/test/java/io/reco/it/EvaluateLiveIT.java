package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an operator measures of a server is what it measured offline: a made-up log, split by time, is fed and asked for through
 * the packaged command.
 */
@Timeout(600)
class EvaluateLiveIT {

    private static final int READERS = 800;
    private static final int CAMPS = 10;
    private static final int CAMP_ARTICLES = 40;
    private static final long START_MS = Instant.parse("2024-03-01T00:00:00Z").toEpochMilli();
    private static final long DAY_MS = 86_400_000;
    private static final int TRAIN_DAYS = 30;
    private static final Duration COMMAND_MAX = Duration.ofMinutes(8);

    @TempDir
    private static Path folder = Path.of("");

    private static TestServer server;
    private static String json = "";
    private static String again = "";

    /** One log for all: feeding and learning it is what takes the time. */
    @BeforeAll
    static void measure() throws IOException {
        writeLog();
        server = TestServer.start(TestServer.Setup.EMPTY);
        Programs.Outcome first = evaluate();
        assertThat(first.code()).as(first.output()).isZero();
        json = Files.readString(folder.resolve("live.json"));
        Programs.Outcome second = evaluate();
        assertThat(second.code()).as(second.output()).isOne();
        again = second.output();
    }

    @AfterAll
    static void end() {
        server.close();
    }

    @Test
    void aServerIsAsGoodAsTheSameFilesOffline() {
        double live = mean("live", "Recall@10");

        assertThat(live).isEqualTo(mean("split", "Recall@10"), within(0.05 * live));
        assertThat(mean("live", "NDCG@10")).isEqualTo(mean("split", "NDCG@10"), within(0.05 * live));
        assertThat(live).isGreaterThan(3 * mean("popularity", "Recall@10"));
    }

    @Test
    void knownReadersGetTheirOwnAndNewOnesWhatIsRead() {
        assertThat(mean("live, known readers", "Recall@10")).isGreaterThan(mean("live, new readers", "Recall@10"));
        assertThat(mean("live, new readers", "Recall@10")).isPositive();
        assertThat(number("live slots personal")).isGreaterThan(0.8);
        assertThat(number("live times kept")).isOne();
    }

    @Test
    void aServerThatIsNotEmptyIsNotFed() {
        assertThat(again).contains("not empty (expected: a new server");
    }

    private static Programs.Outcome evaluate() {
        return Programs.tryRun(
                COMMAND_MAX,
                Map.of(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                WorkingTree.application().resolve("reco-server.jar").toString(),
                "evaluate",
                "live",
                "--target",
                server.target(),
                "--metrics",
                server.http().getAuthority(),
                "--train",
                folder.resolve("train.csv").toString(),
                "--test",
                folder.resolve("test.csv").toString(),
                "--at",
                "10",
                "--json",
                folder.resolve("live.json").toString());
    }

    /** Readers of ten camps, of which each reads mostly its own articles; one in ten readers comes after training only. */
    private static void writeLog() throws IOException {
        Random random = new Random(7);
        SortedMap<Long, String> train = new TreeMap<>();
        SortedMap<Long, String> test = new TreeMap<>();
        for (int reader = 1; reader <= READERS; reader++) {
            Set<Integer> read = new HashSet<>();
            for (int i = 0; i < 26; i++) {
                boolean later = reader % 10 == 0 || i >= 20;
                int camp = random.nextInt(8) == 0 ? random.nextInt(CAMPS) : reader % CAMPS;
                int article = 1 + camp * CAMP_ARTICLES + random.nextInt(CAMP_ARTICLES);
                if (!read.add(article)) {
                    continue;
                }
                long timeMs = START_MS
                        + (later ? TRAIN_DAYS * DAY_MS : 0)
                        + (long) (random.nextDouble() * (later ? 1 : TRAIN_DAYS) * DAY_MS);
                (later ? test : train).put(timeMs, reader + "," + article + ",VIEW," + Instant.ofEpochMilli(timeMs));
            }
        }
        write("train.csv", train);
        write("test.csv", test);
    }

    private static void write(String name, SortedMap<Long, String> rows) throws IOException {
        Files.writeString(folder.resolve(name), "reader,article,type,time\n" + String.join("\n", rows.values()) + "\n");
    }

    private static double mean(String ranker, String measure) {
        return numberAfter("\"" + ranker + "\": {", "\"" + measure + "\": {", "\"mean\": ");
    }

    private static double number(String name) {
        return numberAfter("\"" + name + "\": ");
    }

    /** The number behind what stands there in this order. */
    private static double numberAfter(String... texts) {
        int at = 0;
        for (String text : texts) {
            assertThat(json.substring(at)).contains(text);
            at = json.indexOf(text, at) + text.length();
        }
        return Double.parseDouble(json.substring(at).split("[^0-9.-]", 2)[0]);
    }
}
