package io.reco.server.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

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

/** Against a server of this test's own, which keeps what it is sent and refuses what it is told to. */
class ImportTest {

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
            rows.append("e%d,%d,%d,VIEW,%d\n".formatted(i, 1 + i % 7, 1 + i % 100, 1_000L * i));
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
                        .isSortedAccordingTo(
                                Comparator.comparing(event -> event.getTime().getSeconds())));
    }

    @Test
    void articlesThatOnlyEventsNameAppearWhenTheyWereFirstSeen() throws IOException {
        Path events = file(
                "events.csv", "reader,article,type,time\n1,5,VIEW,9000\n2,5,VIEW,3000\n1,6,VIEW,4000\n1,x,VIEW,1\n");
        catalogue.articles.put(
                6, Article.newBuilder().setArticleId(6).setTitle("known").build());

        int exit = reco("import", "--events", events.toString());

        assertThat(exit).isEqualTo(1);
        assertThat(catalogue.articles)
                .hasEntrySatisfying(
                        5,
                        article -> assertThat(article.getPublishTime().getSeconds())
                                .isEqualTo(3))
                .hasEntrySatisfying(6, article -> assertThat(article.getTitle()).isEqualTo("known"));
        assertThat(err.toString()).hasLineCount(1);
    }

    @Test
    void missingArticlesAreLeftWhenArticlesAreGivenUnlessAskedFor() throws IOException {
        Path articles = file("articles.csv", "article_id\n1\n");
        Path events = file("events.csv", "reader,article,type,time\n1,2,VIEW,9000\n");
        String[] both = {"import", "--articles", articles.toString(), "--events", events.toString()};

        assertThat(reco(both)).isZero();
        assertThat(catalogue.articles).containsOnlyKeys(1);

        assertThat(reco("import", "--events", events.toString(), "--missing-articles", "leave"))
                .isZero();
        assertThat(catalogue.articles).containsOnlyKeys(1);

        List<String> adding = new ArrayList<>(List.of(both));
        adding.addAll(List.of("--missing-articles", "add"));
        assertThat(reco(adding.toArray(String[]::new))).isZero();
        assertThat(catalogue.articles).containsOnlyKeys(1, 2);
    }

    @Test
    void whatTheServerRefusesIsReportedByLineAndTheRestKept() throws IOException {
        Path file =
                file("events.csv", "event_id,reader,article,type,time\na,1,1,VIEW,0\nbad,1,1,VIEW,0\nc,1,1,VIEW,0\n");

        int exit = reco("import", "--events", file.toString());

        assertThat(exit).isEqualTo(1);
        assertThat(err.toString().strip()).isEqualTo(file + ":3: event_id: bad (expected: good)");
        assertThat(out.toString()).contains("events rows=3 accepted=2 duplicates=0 refused=1 ");
    }

    @Test
    void manyBadRowsAreCountedButNotAllTold() throws IOException {
        String rows = "reader,article,type,time\n" + "1,1,GLANCE,0\n".repeat(50);
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
                file("events.csv", "reader,article,type,time\n1,1,VIEW,0\n").toString());

        assertThat(exit).isZero();
        assertThat(feedback.failures).hasNegativeValue();
        assertThat(out.toString()).contains("events rows=1 accepted=1 ");
    }

    @Test
    void aServerThatDoesNotServeGetsNothing() throws IOException {
        health.setStatus("", ServingStatus.NOT_SERVING);
        Path file = file("events.csv", "reader,article,type,time\n1,1,VIEW,0\n");

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

        assertThat(catalogue.articles).isEmpty();
        assertThat(err.toString())
                .contains(
                        "reco: --articles, --events: none (expected: one of them, or both)",
                        "none.csv (expected: a file that can be read)",
                        wrongHeader
                                + ":1: header: reader,article (expected: reader,article,type,time and perhaps event_id)",
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
        final Map<Integer, Article> articles = new TreeMap<>();

        @Override
        public synchronized void upsertArticles(
                UpsertArticlesRequest request, StreamObserver<UpsertArticlesResponse> answer) {
            request.getArticlesList().forEach(article -> articles.put(article.getArticleId(), article));
            answer.onNext(UpsertArticlesResponse.newBuilder()
                    .setUpsertedCount(request.getArticlesCount())
                    .build());
            answer.onCompleted();
        }

        @Override
        public synchronized void getArticles(GetArticlesRequest request, StreamObserver<GetArticlesResponse> answer) {
            GetArticlesResponse.Builder found = GetArticlesResponse.newBuilder();
            for (int id : request.getArticleIdsList()) {
                if (articles.containsKey(id)) {
                    found.addArticles(articles.get(id));
                } else {
                    found.addMissingArticleIds(id);
                }
            }
            answer.onNext(found.build());
            answer.onCompleted();
        }
    }

    private static final class Feedback extends FeedbackServiceGrpc.FeedbackServiceImplBase {
        final Map<Integer, List<Event>> byReader = new TreeMap<>();
        final Set<String> ids = new HashSet<>();
        final List<Integer> batchSizes = new ArrayList<>();
        final AtomicInteger failures = new AtomicInteger();

        @Override
        public synchronized void reportEvents(
                ReportEventsRequest request, StreamObserver<ReportEventsResponse> answer) {
            if (failures.getAndDecrement() > 0) {
                answer.onError(Status.UNAVAILABLE.asRuntimeException());
                return;
            }
            batchSizes.add(request.getEventsCount());
            ReportEventsResponse.Builder response = ReportEventsResponse.newBuilder();
            IntStream.range(0, request.getEventsCount()).forEach(i -> {
                Event event = request.getEvents(i);
                if (event.getEventId().equals("bad")) {
                    response.addRefusals(refusal(i));
                } else if (ids.add(event.getEventId())) {
                    byReader.computeIfAbsent(event.getUserId(), unused -> new ArrayList<>())
                            .add(event);
                    response.setAcceptedCount(response.getAcceptedCount() + 1);
                } else {
                    response.addDuplicateIndexes(i);
                }
            });
            answer.onNext(response.build());
            answer.onCompleted();
        }

        private static Refusal refusal(int index) {
            String field = "events[" + index + "].event_id";
            return Refusal.newBuilder()
                    .setIndex(index)
                    .setCode(Code.INVALID_ARGUMENT_VALUE)
                    .addViolations(FieldViolation.newBuilder()
                            .setField(field)
                            .setDescription(field + ": bad (expected: good)"))
                    .build();
        }
    }
}
