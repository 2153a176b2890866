package io.reco.server.tool.load;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import io.reco.client.RecommendClient;
import io.reco.client.RecommendException;
import io.reco.server.csv.ArticleCsv;
import io.reco.server.csv.BadRow;
import io.reco.server.csv.CsvFile.Columns;
import io.reco.server.csv.EventCsv;
import io.reco.server.tool.console.Console;
import io.reco.server.tool.console.InputFile;
import io.reco.server.tool.remote.Outage;
import io.reco.server.tool.remote.Target;

@Command(
        name = "import",
        description = {
            "Sends articles and events from CSV files (RFC 4180, UTF-8, with header; gzip is recognised; pipes are read, too).",
            "Rows that cannot be taken are reported and counted, the others are kept. After a failure run it again:"
                    + " articles replace themselves, events count once (within 7 days).",
            "Exits 0 when every row went in, 1 when some did not."
        },
        mixinStandardHelpOptions = true)
public final class Import implements Callable<Integer> {

    /** A server that replays a long log at its start is back by then. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration DEADLINE = Duration.ofMinutes(1);

    enum MissingPolicy {
        ADD,
        LEAVE
    }

    @Mixin
    private Target target;

    @Option(
            names = "--articles",
            paramLabel = "FILE.csv",
            description = "article_id,title,summary,url,author,topics,language_code,publish_time,expire_time,hidden,"
                    + "attributes;"
                    + " only article_id is required; topics are separated by |. A column that is not there keeps what is"
                    + " stored, an empty cell clears it")
    private @Nullable Path articles;

    @Option(
            names = "--events",
            paramLabel = "FILE.csv",
            description =
                    "event_id,reader,article,type,time,placement,position,retracted; event_id may be missing: then equal"
                            + " rows are one event. Times are ISO-8601 or milliseconds since 1970 UTC")
    private @Nullable Path events;

    @Option(
            names = "--missing-articles",
            paramLabel = "add|leave",
            description = "what to do about articles that events name and the catalogue lacks: add them by id alone,"
                    + " published when they were first seen, unless they were deleted; or leave them out of pages;"
                    + " unset: add when only --events is given")
    private @Nullable MissingPolicy missingArticles;

    @Option(
            names = "--full",
            description =
                    "the file of articles is the whole catalogue: what it lacks expires now, what is in it and had"
                            + " expired is served again; hidden articles stay hidden. Stops before anything is sent when more than"
                            + " a fifth would expire")
    private boolean full;

    @Option(names = "--yes", description = "with --full: go on, however many articles expire")
    private boolean yes;

    @Option(
            names = "--shift-to-now",
            description = "move all times, of events and articles alike, so that the newest event is now: for trying an"
                    + " old log")
    private boolean shiftToNow;

    @Spec
    private CommandSpec command;

    private final InstantSource clock = InstantSource.system();

    @Override
    public Integer call() throws IOException {
        checkOptions();
        Console console = Console.of(command.commandLine());
        Outage outage = new Outage(PATIENCE, reason -> console.complain("reco: " + target + ": " + reason));
        // Before anything is sent, so that a typing mistake changes nothing.
        try (InputFile articleFile = open("--articles", articles);
                InputFile eventFile = open("--events", events)) {
            Set<String> columns = columns(articleFile, ArticleCsv.COLUMNS);
            columns(eventFile, EventCsv.COLUMNS);
            try (RecommendClient client = target.connect(DEADLINE)) {
                return send(articleFile, columns, eventFile, client.withPatience(PATIENCE, outage), console) ? 0 : 1;
            }
        } catch (RecommendException e) {
            console.complain("reco: " + target + ": " + Target.reason(e)
                    + " (what was sent is kept; run the same command again to go on)");
            return 1;
        } catch (RejectedExecutionException e) {
            return 1; // interrupted, and told so
        }
    }

    private void checkOptions() {
        if (articles == null && events == null) {
            throw badInput("--articles, --events: none (expected: one of them, or both)");
        }
        if (full && articles == null) {
            throw badInput("--full: without --articles (expected: the file that is the whole catalogue)");
        }
        if (yes && !full) {
            throw badInput("--yes: without --full (expected: both)");
        }
        if (shiftToNow && events == null) {
            throw badInput("--shift-to-now: without --events (expected: the events whose newest shall be now)");
        }
    }

    private boolean send(
            @Nullable InputFile articleFile,
            Set<String> columns,
            @Nullable InputFile eventFile,
            RecommendClient client,
            Console console)
            throws IOException {
        if (!client.isServing()) {
            console.complain("reco: " + target + ": NOT_SERVING (expected: SERVING)");
            return false;
        }
        long nowMs = clock.millis();
        EventSurvey survey = eventFile != null && (shiftToNow || addsMissingArticles())
                ? EventSurvey.of(eventFile, nowMs, console)
                : null;
        long shiftMs = shiftToNow && survey != null ? survey.shiftTo(nowMs) : 0;
        if (shiftMs != 0) {
            console.say("times moved by " + Duration.ofMillis(shiftMs).toDays() + " days");
        }
        boolean complete = true;
        if (articleFile != null) {
            ArticleFeed feed = new ArticleFeed(articleFile, columns, shiftMs, client, console);
            complete = full ? feed.sendAsWhole(nowMs, yes) : feed.send();
        }
        if (eventFile != null) {
            if (survey != null && addsMissingArticles()) {
                complete &= MissingArticles.add(survey.firstSeenMs(), shiftMs, client, console);
            }
            complete &= new EventFeed(eventFile, shiftMs, client, console).send();
        }
        return complete;
    }

    private boolean addsMissingArticles() {
        return missingArticles == null ? articles == null : missingArticles == MissingPolicy.ADD;
    }

    private @Nullable InputFile open(String option, @Nullable Path file) {
        try {
            return file == null ? null : InputFile.of(file);
        } catch (IOException e) {
            throw badInput(option + ": " + reason(e));
        }
    }

    private Set<String> columns(@Nullable InputFile file, Columns expected) {
        try {
            return file == null ? Set.of() : file.columns(expected);
        } catch (BadRow e) {
            throw badInput(file.name() + ":1: " + e.getMessage());
        } catch (IOException e) {
            throw badInput(reason(e) + " (expected: a CSV file, perhaps in gzip)");
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() + (e.getCause() == null ? "" : ": " + e.getCause().getMessage());
    }

    private ParameterException badInput(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
