package io.reco.server.tool.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

import com.google.rpc.Code;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import io.reco.api.v1.Article;
import io.reco.api.v1.CatalogServiceGrpc;
import io.reco.api.v1.Event;
import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.FieldViolation;
import io.reco.api.v1.GetArticlesRequest;
import io.reco.api.v1.GetArticlesResponse;
import io.reco.api.v1.Refusal;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.ReportEventsResponse;
import io.reco.api.v1.UpsertArticlesRequest;
import io.reco.api.v1.UpsertArticlesResponse;
import io.reco.server.tool.Reco;

/** Against a server of this test's own, which keeps what it is sent and refuses what it is told to. */
class ImportTest {

    private static final long START_MS = 1_700_000_000_000L;

    private final Catalogue catalogue = new Catalogue();
    private final Feedback feedback = new Feedback();
    private final HealthStatusManager health = new HealthStatusManager();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Server server;
    private int port;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                .addService(catalogue)
                .addService(feedback)
                .addService(health.getHealthService())
                .build()
                .start();
        port = server.getPort();
    }

    @AfterEach
    void stop() {
        server.shutdownNow();
    }

    @Test
    void everyRowArrivesOnceAndTheOrderOfAReaderIsThatOfTheFile() throws IOException {
        StringBuilder rows = new StringBuilder("event_id,reader,article,type,time\n");
        for (int i = 0; i < 12_345; i++) {
            rows.append("e%d,%d,%d,VIEW,%d\n".formatted(i, 1 + i % 7, 1 + i % 100, START_MS + 1_000L * i));
        }
        Path file = file("events.csv", rows.toString());

        int first = reco("import", "--events", file.toString());
        int second = reco("import", "--events", file.toString());

        assertThat(first).isZero();
        assertThat(second).isZero();
        assertThat(out.toString())
                .contains("articles added=100 ", "articles added=0 ")
                .contains("events rows=12345 accepted=12345 duplicates=0 refused=0 seconds=")
                .contains("events rows=12345 accepted=0 duplicates=12345 refused=0 seconds=");
        assertThat(feedback.batchSizes).allMatch(size -> size <= 1_000);
        assertThat(feedback.byReader)
                .hasSize(7)
                .allSatisfy((reader, events) -> assertThat(events)
                        .isSortedAccordingTo(Comparator.comparing(
                                event -> event.getEventTime().getSeconds())));
    }

    @Test
    void articlesThatOnlyEventsNameAppearWhenTheyWereFirstSeen() throws IOException {
        Path events = file("events.csv", """
                reader,article,type,time
                1,5,VIEW,2026-11-23T08:00:09Z
                2,5,VIEW,2026-11-23T08:00:03Z
                1,6,VIEW,2026-11-23T08:00:04Z
                1,a b,VIEW,2026-11-23T08:00:01Z
                """);
        catalogue.articles.put(
                "6", Article.newBuilder().setArticleId("6").setTitle("known").build());

        int exit = reco("import", "--events", events.toString());

        assertThat(exit).isEqualTo(1);
        assertThat(catalogue.articles)
                .hasEntrySatisfying(
                        "5",
                        article -> assertThat(article.getPublishTime().getSeconds())
                                .isEqualTo(Instant.parse("2026-11-23T08:00:03Z").getEpochSecond()))
                .hasEntrySatisfying(
                        "6", article -> assertThat(article.getTitle()).isEqualTo("known"));
        assertThat(err.toString()).hasLineCount(1);
    }

    @Test
    void missingArticlesAreLeftWhenArticlesAreGivenUnlessAskedFor() throws IOException {
        Path articles = file("articles.csv", "article_id\n1\n");
        Path events = file("events.csv", "reader,article,type,time\n1,2,VIEW,2026-11-23\n");
        String[] both = {"import", "--articles", articles.toString(), "--events", events.toString()};

        assertThat(reco(both)).isZero();
        assertThat(catalogue.articles).containsOnlyKeys("1");

        assertThat(reco("import", "--events", events.toString(), "--missing-articles", "leave"))
                .isZero();
        assertThat(catalogue.articles).containsOnlyKeys("1");

        List<String> adding = new ArrayList<>(List.of(both));
        adding.addAll(List.of("--missing-articles", "add"));
        assertThat(reco(adding.toArray(String[]::new))).isZero();
        assertThat(catalogue.articles).containsOnlyKeys("1", "2");
    }

    @Test
    void whatTheServerRefusesIsReportedByLineAndTheRestKept() throws IOException {
        Path file = file(
                "events.csv",
                "event_id,reader,article,type,time\na,1,1,VIEW,2026-11-23\nbad,1,1,VIEW,2026-11-23\nc,1,1,VIEW,2026-11-23\n");

        int exit = reco("import", "--events", file.toString());

        assertThat(exit).isEqualTo(1);
        assertThat(err.toString().strip()).isEqualTo(file + ":3: event_id: bad (expected: good)");
        assertThat(out.toString()).contains("events rows=3 accepted=2 duplicates=0 refused=1 ");
    }

    @Test
    void eventsTooOldToTellWhetherTheyCountedAreNoFailure() throws IOException {
        Path file = file("events.csv", """
                event_id,reader,article,type,time
                a,1,1,VIEW,2026-11-23
                old1,1,1,VIEW,2016-11-23
                old2,1,1,VIEW,2016-11-23
                """);

        assertThat(reco("import", "--events", file.toString())).isZero();
        assertThat(out.toString()).contains("events rows=3 accepted=1 duplicates=0 too_old=2 refused=0 ");
        assertThat(err.toString().strip())
                .isEqualTo(file + ":3: time: old (expected: new) (left out; others like it are counted as too_old)");
    }

    @Test
    void manyBadRowsAreCountedButNotAllTold() throws IOException {
        String rows = "reader,article,type,time\n" + "1,1,GLANCE,2026-11-23\n".repeat(50);
        Path file = file("events.csv", rows);

        assertThat(reco("import", "--events", file.toString())).isEqualTo(1);
        assertThat(err.toString().lines()).hasSize(21).last().isEqualTo(file + ": and 30 more rows refused");
        assertThat(out.toString()).contains("rows=50 accepted=0 duplicates=0 refused=50 ");
    }

    @Test
    void largeArticlesGoInCallsThatTheServerTakes() throws IOException {
        StringBuilder rows = new StringBuilder("article_id,summary\n");
        for (int id = 1; id <= 1_500; id++) {
            rows.append(id).append(',').append("word ".repeat(1_900)).append('\n');
        }

        assertThat(reco(
                        "import",
                        "--articles",
                        file("articles.csv", rows.toString()).toString()))
                .isZero();
        assertThat(catalogue.articles).hasSize(1_500);
    }

    @Test
    void aServerThatIsAwayForAMomentIsAskedAgain() throws IOException {
        feedback.failures.set(2);

        int exit = reco(
                "import",
                "--events",
                file("events.csv", "reader,article,type,time\n1,1,VIEW,2026-11-23\n")
                        .toString());

        assertThat(exit).isZero();
        assertThat(feedback.failures).hasNegativeValue();
        assertThat(out.toString()).contains("events rows=1 accepted=1 ");
    }

    @Test
    void aServerThatIsAwayAtTimesGetsEveryRowOfBatchesOfAnySize() throws IOException {
        catalogue.failEvery = 3;
        StringBuilder rows = new StringBuilder("article_id,summary\n");
        for (int id = 1; id <= 900; id++) {
            rows.append(id).append(',').append("word ".repeat(1_900)).append('\n');
        }
        rows.append("901,").append("x".repeat(250_000)).append('\n');

        assertThat(reco(
                        "import",
                        "--articles",
                        file("articles.csv", rows.toString()).toString()))
                .isZero();
        assertThat(catalogue.articles).hasSize(901);
        assertThat(catalogue.failed).isGreaterThan(5);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void onlyTheColumnsOfTheFileAreWritten() throws IOException {
        reco(
                "import",
                "--articles",
                file("a.csv", "article_id,title,hidden\n1,one,yes\n").toString());

        assertThat(catalogue.masks).containsExactly(Set.of("title", "hidden"));
        assertThat(catalogue.article(1).getHidden()).isTrue();
    }

    @Test
    void deletedArticlesThatEventsNameAreNotAddedAgain() throws IOException {
        catalogue.deleted.add("5");
        Path events = file("events.csv", "reader,article,type,time\n1,5,VIEW,2026-11-23\n1,6,VIEW,2026-11-23\n");

        assertThat(reco("import", "--events", events.toString())).isZero();
        assertThat(catalogue.articles).containsOnlyKeys("6");
        assertThat(out.toString()).contains("articles added=1 ", " deleted=1 (left out)");
    }

    @Test
    void aCatalogueThatTellsOfFewArticlesAtATimeIsAskedOn() throws IOException {
        catalogue.toldAtOnce = 7;
        StringBuilder rows = new StringBuilder("reader,article,type,time\n");
        for (int id = 1; id <= 100; id++) {
            rows.append("1,").append(id).append(",VIEW,2026-11-23\n");
            if (id % 2 == 0) {
                catalogue.articles.put(
                        Integer.toString(id),
                        Article.newBuilder()
                                .setArticleId(Integer.toString(id))
                                .setTitle("known")
                                .build());
            }
        }

        assertThat(reco(
                        "import",
                        "--events",
                        file("events.csv", rows.toString()).toString()))
                .isZero();
        assertThat(out.toString()).contains("articles added=50 ");
        assertThat(catalogue.articles).hasSize(100);
    }

    @Test
    void timesAreMovedSoThatTheNewestEventIsNow() throws IOException {
        Path articles = file(
                "articles.csv", "article_id,publish_time,expire_time\n1,2016-01-01,2016-01-05\n2,,\n3,2016-01-03,\n");
        Path events = file("events.csv", """
                reader,article,type,time
                1,1,VIEW,2016-01-03T00:00:00Z
                2,1,VIEW,2016-01-04T12:00:00Z
                3,1,VIEW,2999-01-01
                """);
        String[] arguments = {
            "import", "--shift-to-now", "--articles", articles.toString(), "--events", events.toString()
        };
        long beforeS = Instant.now().getEpochSecond();

        assertThat(reco(arguments)).isZero();
        long afterS = Instant.now().getEpochSecond() + 1;

        long newestS = feedback.first(2).getEventTime().getSeconds();
        assertThat(newestS).isBetween(beforeS, afterS);
        assertThat(feedback.first(1).getEventTime().getSeconds()).isEqualTo(newestS - 36 * 3_600);
        assertThat(catalogue.article(1).getPublishTime().getSeconds()).isEqualTo(newestS - 84 * 3_600);
        assertThat(catalogue.article(1).getExpireTime().getSeconds()).isEqualTo(newestS + 12 * 3_600);
        assertThat(catalogue.article(2).hasPublishTime()).isFalse();

        assertThat(reco(arguments)).isZero();
        assertThat(out.toString()).contains("events rows=3 accepted=0 duplicates=3 ", "times moved by ");
    }

    @Test
    void articlesThatOldEventsNameAreMovedWithThem() throws IOException {
        Path events = file("events.csv", "reader,article,type,time\n1,1,VIEW,2016-01-03\n1,2,VIEW,2016-01-04\n");

        assertThat(reco("import", "--shift-to-now", "--events", events.toString()))
                .isZero();
        assertThat(catalogue.article(2).getPublishTime().getSeconds())
                .isCloseTo(Instant.now().getEpochSecond(), within(60L))
                .isEqualTo(catalogue.article(1).getPublishTime().getSeconds() + 24 * 3_600);
    }

    @Test
    void aPipeIsRead() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Thread writer = new Thread(() -> {
            try (OutputStream out = new GZIPOutputStream(new FileOutputStream(pipe.toFile()))) {
                out.write("reader,article,type,time\n1,1,VIEW,2026-11-23\n1,a b,VIEW,2026-11-23\n".getBytes(UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        writer.start();

        assertThat(reco("import", "--events", pipe.toString())).isEqualTo(1);
        writer.join();
        assertThat(out.toString()).contains("articles added=1 ", "events rows=2 accepted=1 duplicates=0 refused=1 ");
        assertThat(err.toString())
                .isEqualTo(pipe + ":3: article: a b (expected: 1..128 visible ASCII characters, not 0)\n");
    }

    @Test
    void aFileThatEndsInItsMiddleIsNamedAndWhatWentInTold() throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(whole)) {
            gzip.write("event_id,reader,article,type,time\n".getBytes(UTF_8));
            for (int i = 0; i < 20_000; i++) {
                gzip.write("e%d,%d,1,VIEW,%d\n"
                        .formatted(i, 1 + i % 50, START_MS + i)
                        .getBytes(UTF_8));
            }
        }
        Path file = folder.resolve("events.csv.gz");
        Files.write(file, Arrays.copyOf(whole.toByteArray(), whole.size() * 3 / 4));

        int exit = reco("import", "--missing-articles", "leave", "--events", file.toString());

        assertThat(exit).isEqualTo(1);
        int sent = feedback.ids.size();
        assertThat(sent).isGreaterThan(10_000);
        assertThat(out.toString()).contains("events rows=" + sent + " accepted=" + sent + " ");
        assertThat(err.toString()).startsWith("reco: " + file + ":" + (sent + 2) + ": the file ends in its middle: ");

        // A first look at all of the file comes before anything is sent.
        assertThat(reco("import", "--events", file.toString())).isEqualTo(1);
        assertThat(err.toString()).contains(": the file ends in its middle (nothing was sent): ");
        assertThat(feedback.ids).hasSize(sent);
    }

    @Test
    void anImportThatIsInterruptedSaysWhatWentIn() throws Exception {
        StringBuilder rows = new StringBuilder("event_id,reader,article,type,time\n");
        for (int i = 0; i < 100_000; i++) {
            rows.append("e%d,%d,1,VIEW,%d\n".formatted(i, 1 + i % 50, START_MS + i));
        }
        Path file = file("events.csv", rows.toString());
        feedback.pauseMs = 100;
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Reco.class.getName(),
                        "import",
                        "--missing-articles",
                        "leave",
                        "--events",
                        file.toString(),
                        "--target",
                        "127.0.0.1:" + port)
                .start();
        await().atMost(Duration.ofSeconds(60)).until(() -> feedback.count() > 3);

        process.toHandle().destroy(); // SIGTERM; an interrupt from the keyboard ends the same way
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        String complained = new String(process.getErrorStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor()).isNotZero();
        assertThat(said).contains("events rows=" + feedback.ids.size() + " accepted=" + feedback.ids.size() + " ");
        // From JDK 24 on the JVM itself warns of native code, which only the packaged jar's manifest permits.
        assertThat(complained.lines().filter(line -> !line.isBlank() && !line.startsWith("WARNING: ")))
                .containsExactly("reco: interrupted (what was sent is kept; run the same command again to go on)");
    }

    @Test
    void aServerThatDoesNotServeGetsNothing() throws IOException {
        health.setStatus("", ServingStatus.NOT_SERVING);
        Path file = file("events.csv", "reader,article,type,time\n1,1,VIEW,2026-11-23\n");

        assertThat(reco("import", "--events", file.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("NOT_SERVING (expected: SERVING)");
        assertThat(feedback.batchSizes).isEmpty();
    }

    @Test
    void impossibleRequestsExitWithTwoAndSendNothing() throws IOException {
        Path good = file("articles.csv", "article_id\n1\n");
        Path wrongHeader = file("events.csv", "reader,article\n1,1\n");
        Path noGzip = file("events.csv.gz", "reader,article,type,time\n");

        assertThat(reco("import")).isEqualTo(2);
        assertThat(reco("import", "--events", folder.resolve("none.csv").toString()))
                .isEqualTo(2);
        assertThat(reco("import", "--articles", good.toString(), "--events", wrongHeader.toString()))
                .isEqualTo(2);
        assertThat(reco("import", "--events", noGzip.toString())).isEqualTo(2);
        assertThat(reco("import", "--articles", good.toString(), "--fast")).isEqualTo(2);
        assertThat(reco("import", "--articles", good.toString(), "--missing-articles", "maybe"))
                .isEqualTo(2);
        assertThat(reco("import", "--articles", good.toString(), "--yes")).isEqualTo(2);
        assertThat(reco("import", "--articles", good.toString(), "--shift-to-now"))
                .isEqualTo(2);

        assertThat(catalogue.articles).isEmpty();
        assertThat(err.toString())
                .contains(
                        "reco: --articles, --events: none (expected: one of them, or both)",
                        "reco: --events: " + folder.resolve("none.csv")
                                + ": not there (expected: a file or a pipe that can be read)",
                        wrongHeader
                                + ":1: header: reader,article (expected: reader,article,type,time and perhaps event_id,placement,position,retracted)",
                        "reco: --fast: unknown (expected: what 'reco import --help' lists)")
                .doesNotContain("\tat ");
    }

    @Test
    void healthSaysWhetherTheServerServes() {
        assertThat(reco("health")).isZero();
        assertThat(out.toString().strip()).isEqualTo("SERVING");

        health.setStatus("", ServingStatus.NOT_SERVING);
        assertThat(reco("health")).isEqualTo(1);
        assertThat(reco("health", "--service", "no.Such")).isEqualTo(1);
    }

    @Test
    void healthOfAServerThatIsGoneIsNotServing() throws Exception {
        server.shutdownNow().awaitTermination();

        assertThat(reco("health")).isEqualTo(1);
        assertThat(out.toString()).startsWith("UNAVAILABLE ");
    }

    private int reco(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--target", "127.0.0.1:" + port));
        CommandLine command = Reco.commandLine();
        return command.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static final class Catalogue extends CatalogServiceGrpc.CatalogServiceImplBase {
        final Map<String, Article> articles = new TreeMap<>();
        final Set<String> deleted = new HashSet<>();
        final List<Set<String>> masks = new ArrayList<>();
        int toldAtOnce = Integer.MAX_VALUE;
        int failEvery = Integer.MAX_VALUE;
        int calls;
        int failed;

        Article article(int id) {
            return Objects.requireNonNull(articles.get(Integer.toString(id)));
        }

        @Override
        public synchronized void upsertArticles(
                UpsertArticlesRequest request, StreamObserver<UpsertArticlesResponse> answer) {
            if (++calls % failEvery == 0) {
                failed++;
                answer.onError(Status.UNAVAILABLE.asRuntimeException());
                return;
            }
            masks.add(Set.copyOf(request.getUpdateMask().getPathsList()));
            request.getArticlesList().forEach(article -> articles.put(article.getArticleId(), article));
            answer.onNext(UpsertArticlesResponse.newBuilder()
                    .setUpsertedCount(request.getArticlesCount())
                    .build());
            answer.onCompleted();
        }

        @Override
        public synchronized void getArticles(GetArticlesRequest request, StreamObserver<GetArticlesResponse> answer) {
            GetArticlesResponse.Builder found = GetArticlesResponse.newBuilder();
            request.getArticleIdsList().stream().limit(toldAtOnce).forEach(id -> {
                if (articles.containsKey(id)) {
                    found.addArticles(articles.get(id));
                } else {
                    found.addMissingArticleIds(id);
                    if (deleted.contains(id)) {
                        found.addDeletedArticleIds(id);
                    }
                }
            });
            found.addAllRemainingArticleIds(
                    request.getArticleIdsList().stream().skip(toldAtOnce).toList());
            answer.onNext(found.build());
            answer.onCompleted();
        }
    }

    private static final class Feedback extends FeedbackServiceGrpc.FeedbackServiceImplBase {
        final Map<String, List<Event>> byReader = new TreeMap<>();
        final Set<String> ids = new HashSet<>();
        final List<Integer> batchSizes = new ArrayList<>();
        final AtomicInteger failures = new AtomicInteger();
        volatile long pauseMs;

        Event first(int reader) {
            return Objects.requireNonNull(byReader.get(Integer.toString(reader)))
                    .get(0);
        }

        synchronized int count() {
            return batchSizes.size();
        }

        @Override
        public synchronized void reportEvents(
                ReportEventsRequest request, StreamObserver<ReportEventsResponse> answer) {
            if (failures.getAndDecrement() > 0) {
                answer.onError(Status.UNAVAILABLE.asRuntimeException());
                return;
            }
            LockSupport.parkNanos(pauseMs * 1_000_000);
            batchSizes.add(request.getEventsCount());
            ReportEventsResponse.Builder response = ReportEventsResponse.newBuilder();
            IntStream.range(0, request.getEventsCount()).forEach(i -> {
                Event event = request.getEvents(i);
                if (event.getEventId().equals("bad")) {
                    response.addRefusals(refusal(i, "event_id", "bad (expected: good)", "INVALID_VALUE"));
                } else if (event.getEventId().startsWith("old")) {
                    response.addRefusals(refusal(i, "time", "old (expected: new)", "TOO_OLD"));
                } else if (ids.add(event.getEventId())) {
                    byReader.computeIfAbsent(event.getReaderId(), unused -> new ArrayList<>())
                            .add(event);
                    response.setAcceptedCount(response.getAcceptedCount() + 1);
                } else {
                    response.addDuplicateIndexes(i);
                }
            });
            answer.onNext(response.build());
            answer.onCompleted();
        }

        private static Refusal refusal(int index, String name, String text, String reason) {
            String field = "events[" + index + "]." + name;
            return Refusal.newBuilder()
                    .setIndex(index)
                    .setCode(Code.INVALID_ARGUMENT_VALUE)
                    .addViolations(FieldViolation.newBuilder()
                            .setField(field)
                            .setReason(reason)
                            .setDescription(field + ": " + text))
                    .build();
        }
    }
}
