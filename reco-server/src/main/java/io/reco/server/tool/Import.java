package io.reco.server.tool;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import it.unimi.dsi.fastutil.ints.Int2LongLinkedOpenHashMap;
import it.unimi.dsi.fastutil.ints.Int2LongMap;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import io.reco.api.v1.Article;
import io.reco.api.v1.CatalogServiceGrpc;
import io.reco.api.v1.CatalogServiceGrpc.CatalogServiceBlockingStub;
import io.reco.api.v1.Event;
import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.FeedbackServiceGrpc.FeedbackServiceBlockingStub;
import io.reco.api.v1.FieldViolation;
import io.reco.api.v1.GetArticlesRequest;
import io.reco.api.v1.Refusal;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.ReportEventsResponse;
import io.reco.api.v1.UpsertArticlesRequest;
import io.reco.api.v1.UpsertArticlesResponse;
import io.reco.server.csv.ArticleCsv;
import io.reco.server.csv.BadRow;
import io.reco.server.csv.CsvFile;
import io.reco.server.csv.CsvFile.BadRowReader;
import io.reco.server.csv.CsvFile.RowReader;
import io.reco.server.csv.EventCsv;
import io.reco.server.tool.Lanes.Row;

@Command(
        name = "import",
        description = {
            "Sends articles and events from CSV files (RFC 4180, with header; gzip when the name ends in .gz).",
            "Rows that cannot be taken are reported and counted, the others are kept. After a failure run it again:"
                    + " articles replace themselves, events count once (within 7 days).",
            "Exits 0 when every row went in, 1 when some did not."
        },
        mixinStandardHelpOptions = true)
final class Import implements Callable<Integer> {

    private static final long DEADLINE_S = 60;
    private static final int IDS_MAX = 1_000;

    enum MissingArticles {
        ADD,
        LEAVE
    }

    @Mixin
    private Target target;

    @Option(
            names = "--articles",
            paramLabel = "FILE.csv",
            description = "article_id,title,summary,url,author,topics,language,publish_time,expiry_time;"
                    + " only article_id is required; topics are separated by |")
    private @Nullable Path articles;

    @Option(
            names = "--events",
            paramLabel = "FILE.csv",
            description = "event_id,reader,article,type,time; event_id may be missing: then equal rows are one event."
                    + " Times are ISO-8601 or milliseconds since 1970 UTC")
    private @Nullable Path events;

    @Option(
            names = "--missing-articles",
            paramLabel = "add|leave",
            description = "what to do about articles that events name and the catalogue lacks: add them by id alone,"
                    + " published when they were first seen, or leave them out of pages;"
                    + " unset: add when only --events is given")
    private @Nullable MissingArticles missingArticles;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        if (articles == null && events == null) {
            throw badInput("--articles, --events: none (expected: one of them, or both)");
        }
        // Before anything is sent, so that a typing mistake changes nothing.
        checkHeader("--articles", articles, ArticleCsv.COLUMNS);
        checkHeader("--events", events, EventCsv.COLUMNS);
        ManagedChannel channel = target.open();
        try {
            ServingStatus status = Health.check(channel, "");
            if (status != ServingStatus.SERVING) {
                complain(target + ": " + status + " (expected: SERVING)");
                return 1;
            }
            boolean complete = articles == null || sendArticles(channel, articles);
            if (events != null) {
                if (addsMissingArticles()) {
                    addMissingArticles(CatalogServiceGrpc.newBlockingStub(channel), events);
                }
                complete &= sendEvents(channel, events);
            }
            return complete ? 0 : 1;
        } catch (StatusRuntimeException e) {
            complain(
                    target + ": " + Target.reason(e) + " (what was sent is kept; run the same command again to go on)");
            return 1;
        } finally {
            channel.shutdownNow();
        }
    }

    private boolean addsMissingArticles() {
        return missingArticles == null ? articles == null : missingArticles == MissingArticles.ADD;
    }

    private boolean sendArticles(ManagedChannel channel, Path file) throws IOException {
        CatalogServiceBlockingStub catalog = CatalogServiceGrpc.newBlockingStub(channel);
        ImportReport report = report(file);
        long startNanos = System.nanoTime();
        try (Lanes<Article> lanes = new Lanes<>(batch -> upsert(catalog, batch, report))) {
            RowReader send = row -> {
                Article article = Messages.article(ArticleCsv.article(row));
                lanes.add(article.getArticleId(), new Row<>(row.line(), article));
            };
            read(file, ArticleCsv.COLUMNS, send, report::refused, progress("articles", file));
            lanes.finish();
        }
        return summarize("articles", report, startNanos);
    }

    private boolean sendEvents(ManagedChannel channel, Path file) throws IOException {
        FeedbackServiceBlockingStub feedback = FeedbackServiceGrpc.newBlockingStub(channel);
        ImportReport report = report(file);
        long startNanos = System.nanoTime();
        try (Lanes<Event> lanes = new Lanes<>(batch -> reportEvents(feedback, batch, report))) {
            RowReader send = row -> {
                Event event = Messages.event(EventCsv.event(row));
                lanes.add(event.getUserId(), new Row<>(row.line(), event));
            };
            read(file, EventCsv.COLUMNS, send, report::refused, progress("events", file));
            lanes.finish();
        }
        return summarize("events", report, startNanos);
    }

    /** A pass of its own over the file, so that the articles are there before their first event is. */
    private void addMissingArticles(CatalogServiceBlockingStub catalog, Path file) throws IOException {
        Int2LongLinkedOpenHashMap firstSeenMs = new Int2LongLinkedOpenHashMap();
        RowReader note = row -> {
            io.reco.server.domain.Event event = EventCsv.event(row);
            firstSeenMs.mergeLong(event.article(), event.timeMs(), Math::min);
        };
        // Bad rows are reported when the events are sent.
        read(file, EventCsv.COLUMNS, note, (line, reason) -> {}, UnaryOperator.identity());

        int added = 0;
        List<Int2LongMap.Entry> entries = List.copyOf(firstSeenMs.int2LongEntrySet());
        for (int from = 0; from < entries.size(); from += IDS_MAX) {
            List<Int2LongMap.Entry> some = entries.subList(from, Math.min(from + IDS_MAX, entries.size()));
            GetArticlesRequest.Builder ask = GetArticlesRequest.newBuilder();
            some.forEach(entry -> ask.addArticleIds(entry.getIntKey()));
            UpsertArticlesRequest.Builder add = UpsertArticlesRequest.newBuilder();
            for (int id : soon(catalog).getArticles(ask.build()).getMissingArticleIdsList()) {
                add.addArticles(Messages.bare(id, firstSeenMs.get(id)));
            }
            if (add.getArticlesCount() > 0) {
                added += soon(catalog).upsertArticles(add.build()).getUpsertedCount();
            }
        }
        say("articles added=" + added + " (events name them, the catalogue lacked them)");
    }

    private static void upsert(CatalogServiceBlockingStub catalog, List<Row<Article>> batch, ImportReport report) {
        UpsertArticlesRequest.Builder request = UpsertArticlesRequest.newBuilder();
        batch.forEach(row -> request.addArticles(row.message()));
        UpsertArticlesResponse answer = soon(catalog).upsertArticles(request.build());
        for (Refusal refusal : answer.getRefusalsList()) {
            report.refused(batch.get(refusal.getIndex()).line(), reason(refusal));
        }
        report.accepted(answer.getUpsertedCount(), 0);
    }

    private static void reportEvents(
            FeedbackServiceBlockingStub feedback, List<Row<Event>> batch, ImportReport report) {
        ReportEventsRequest.Builder request = ReportEventsRequest.newBuilder();
        batch.forEach(row -> request.addEvents(row.message()));
        ReportEventsResponse answer =
                feedback.withDeadlineAfter(DEADLINE_S, TimeUnit.SECONDS).reportEvents(request.build());
        for (Refusal refusal : answer.getRefusalsList()) {
            report.refused(batch.get(refusal.getIndex()).line(), reason(refusal));
        }
        report.accepted(answer.getAcceptedCount(), answer.getDuplicateIndexesCount());
    }

    private static CatalogServiceBlockingStub soon(CatalogServiceBlockingStub catalog) {
        return catalog.withDeadlineAfter(DEADLINE_S, TimeUnit.SECONDS);
    }

    /** What a refusal says about the row, without the row's place in the call. */
    private static String reason(Refusal refusal) {
        List<String> reasons = new ArrayList<>();
        for (FieldViolation violation : refusal.getViolationsList()) {
            reasons.add(violation.getDescription().replaceFirst("^[a-z]+\\[\\d+]\\.", ""));
        }
        return reasons.isEmpty() ? refusal.getMessage() : String.join("; ", reasons);
    }

    private void checkHeader(String option, @Nullable Path file, CsvFile.Columns columns) {
        if (file == null) {
            return;
        }
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw badInput(option + ": " + file + " (expected: a file that can be read)");
        }
        try {
            CsvFile.open(file, columns, UnaryOperator.identity()).close();
        } catch (BadRow e) {
            throw badInput(file + ":1: " + e.getMessage());
        } catch (IOException e) {
            throw badInput(option + ": " + file + ": " + e.getMessage() + " (expected: a CSV file, or one in gzip)");
        }
    }

    private static void read(
            Path file, CsvFile.Columns columns, RowReader good, BadRowReader bad, UnaryOperator<InputStream> watched)
            throws IOException {
        try (CsvFile csv = CsvFile.open(file, columns, watched)) {
            csv.read(good, bad);
        } catch (BadRow e) {
            throw new IOException(file + " was changed while it was read: " + e.getMessage(), e);
        }
    }

    /** A bar that moves with the bytes of the file, for somebody who looks on; nothing otherwise. */
    private static UnaryOperator<InputStream> progress(String what, Path file) throws IOException {
        if (!Ansi.AUTO.enabled()) {
            return UnaryOperator.identity();
        }
        ProgressBarBuilder bar = new ProgressBarBuilder()
                .setTaskName(what)
                .setInitialMax(Files.size(file))
                .setUnit(" MB", 1_000_000);
        return bytes -> ProgressBar.wrap(bytes, bar);
    }

    private ImportReport report(Path file) {
        return new ImportReport(file.toString(), command.commandLine().getErr());
    }

    private boolean summarize(String what, ImportReport report, long startNanos) {
        say(report.summary(what, Duration.ofNanos(System.nanoTime() - startNanos)));
        return report.refusedCount() == 0;
    }

    private void say(String line) {
        PrintWriter out = command.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    private void complain(String line) {
        PrintWriter err = command.commandLine().getErr();
        err.println("reco: " + line);
        err.flush();
    }

    private ParameterException badInput(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
