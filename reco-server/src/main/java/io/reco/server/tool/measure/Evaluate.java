package io.reco.server.tool.measure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import io.reco.server.evaluate.Evaluation;
import io.reco.server.evaluate.Evaluation.Split;
import io.reco.server.evaluate.Evaluation.Stream;
import io.reco.server.model.settings.Parameter;
import io.reco.server.tool.console.TerminalProgress;

/** Measures how good pages are, on files, through the code that serves. */
@Command(
        name = "evaluate",
        description = "Measures how good pages are, on files, through the code that serves.",
        mixinStandardHelpOptions = true,
        subcommands = EvaluateLive.class)
public final class Evaluate {

    @Command(
            name = "split",
            description = {
                "Learns from one file and ranks for every reader of the other.",
                "All articles are ranked but the reader's own of the training file. When training has none of the test's articles, only those it lacks are ranked."
            },
            mixinStandardHelpOptions = true)
    int split(@Mixin EvaluateOptions shared, @Mixin SplitOptions files) throws IOException {
        Split split = files.split(shared);
        Map<Parameter, Double> settings = shared.settings();
        try (TerminalProgress bar = new TerminalProgress()) {
            Evaluation evaluation = new Evaluation(bar);
            if (shared.tune) {
                settings = evaluation.tuneSplit(split, settings, shared::say);
                shared.tuned(settings);
            }
            return shared.show(evaluation.split(split, settings));
        } catch (IllegalArgumentException e) {
            throw shared.bad(String.valueOf(e.getMessage()));
        }
    }

    @Command(
            name = "stream",
            description = {
                "Replays a log: before every view inside a session asks for a page, then feeds the view.",
                "Views of articles already read in the session are not counted."
            },
            mixinStandardHelpOptions = true)
    int stream(
            @Mixin EvaluateOptions shared,
            @Option(
                            names = "--events",
                            required = true,
                            paramLabel = "FILE.csv",
                            description = "reader,article[,type],time")
                    Path events,
            @Option(
                            names = "--from",
                            required = true,
                            paramLabel = "TIME",
                            description = "ISO-8601 or milliseconds; what is before only teaches")
                    String from,
            @Option(names = "--to", paramLabel = "TIME", description = "exclusive; what is from here on is left out")
                    @Nullable
                    String to,
            @Option(
                            names = "--session-gap",
                            defaultValue = "30m",
                            paramLabel = "TIME",
                            description =
                                    "a pause this long ends a session; 30m when not given. 0s: no sessions, every view"
                                            + " of an article new to its reader is predicted")
                    String gap,
            @Option(
                            names = "--keep-pages",
                            description =
                                    "keep every page asked for, as in service: all of it counts as served, and a view"
                                            + " of what is on it is attributed to it")
                    boolean keepPages)
            throws IOException {
        Stream stream = new Stream(
                shared.readable("--events", events),
                shared.articles(),
                shared.time("--from", from),
                to == null ? Long.MAX_VALUE : shared.time("--to", to),
                shared.durationMs("--session-gap", gap),
                shared.lengths(),
                keepPages);
        Map<Parameter, Double> settings = shared.settings();
        try (TerminalProgress bar = new TerminalProgress()) {
            Evaluation evaluation = new Evaluation(bar);
            if (shared.tune) {
                settings = evaluation.tuneStream(stream, settings, shared::say);
                shared.tuned(settings);
            }
            return shared.show(evaluation.stream(stream, settings));
        } catch (IllegalArgumentException e) {
            throw shared.bad(String.valueOf(e.getMessage()));
        }
    }

    @Command(
            name = "newcomers",
            description = {
                "Simulates readers, and shows whether new articles get their chance and what that costs.",
                "300 new readers and 1,000 new articles; then 10 new articles among 200 for half an hour, 1,000 pages a"
                        + " minute, beside an oracle that knows all open rates."
            },
            mixinStandardHelpOptions = true)
    int newcomers(
            @Mixin EvaluateOptions shared,
            @Option(names = "--seed", defaultValue = "1", description = "what chance starts from; 1 when not given")
                    long seed)
            throws IOException {
        try (TerminalProgress bar = new TerminalProgress()) {
            return shared.show(new Evaluation(bar).newcomers(shared.settings(), seed));
        }
    }
}
