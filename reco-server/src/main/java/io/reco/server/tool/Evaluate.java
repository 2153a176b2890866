package io.reco.server.tool;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

import io.reco.server.evaluate.Evaluation;
import io.reco.server.evaluate.Evaluation.Split;
import io.reco.server.evaluate.Evaluation.Stream;
import io.reco.server.evaluate.Report;
import io.reco.server.model.Knob;

/** Measures how good pages are, on files, through the code that serves. */
@Command(
        name = "evaluate",
        description = "Measures how good pages are, on files, through the code that serves.",
        mixinStandardHelpOptions = true)
final class Evaluate {

    private static final Pattern GAP = Pattern.compile("(\\d{1,6})(s|m|h)");

    /** What both kinds have in common. */
    static final class Shared {
        @Option(
                names = "--articles",
                paramLabel = "FILE.csv",
                description = "articles as 'import' takes them; without, an article is published with its first event")
        private @Nullable Path articles;

        @Option(
                names = "--at",
                paramLabel = "K,…",
                split = ",",
                description = "lengths of list, 1..100; 10,20 when not given")
        private List<Integer> at = List.of(10, 20);

        @Option(names = "--engine", paramLabel = "NAME=VALUE,…", description = "settings of the engine, as of 'serve'")
        private String engine = "";

        @Option(names = "--tune", description = "search the engine's settings first, on the last part of what teaches")
        private boolean tune;

        @Option(names = "--json", paramLabel = "FILE", description = "write the figures there, too")
        private @Nullable Path json;

        @Spec(Spec.Target.MIXEE)
        private @Nullable CommandSpec command;

        private ParameterException bad(String message) {
            if (command == null) {
                throw new IllegalStateException("not parsed by picocli");
            }
            return new ParameterException(command.commandLine(), message);
        }

        private Map<Knob, Double> settings() {
            try {
                return Knob.parse(engine);
            } catch (IllegalArgumentException e) {
                throw bad("--" + e.getMessage());
            }
        }

        private List<Integer> lengths() {
            for (int length : at) {
                if (length < 1 || length > 100) {
                    throw bad("--at: " + length + " (expected: 1..100)");
                }
            }
            return at;
        }

        private PrintWriter out() {
            if (command == null) {
                throw new IllegalStateException("not parsed by picocli");
            }
            return command.commandLine().getOut();
        }

        private void tuned(Map<Knob, Double> settings) {
            String text = Knob.format(settings);
            out().println(text.isEmpty() ? "tuning: the defaults do best" : "--engine " + text);
            out().flush();
        }

        private int show(Report report) throws IOException {
            report.print(out());
            if (json != null) {
                Files.writeString(json, report.json(), StandardCharsets.UTF_8);
            }
            return 0;
        }

        private void say(String line) {
            out().println("  " + line);
            out().flush();
        }
    }

    @Command(
            name = "split",
            description = {
                "Learns from one file and ranks for every reader of the other.",
                "All articles are ranked but the reader's own of the training file; times are left out."
                        + " When training has none of the test's articles, only those it lacks are ranked."
            },
            mixinStandardHelpOptions = true)
    int split(
            @Mixin Shared shared,
            @Option(names = "--train", required = true, paramLabel = "FILE.csv", description = "reader,article[,type]")
                    Path train,
            @Option(names = "--test", required = true, paramLabel = "FILE.csv", description = "reader,article")
                    Path test)
            throws IOException {
        Split split = new Split(train, test, shared.articles, shared.lengths());
        Map<Knob, Double> settings = shared.settings();
        try (Bar bar = new Bar()) {
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
            @Mixin Shared shared,
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
                    String gap)
            throws IOException {
        Stream stream = new Stream(
                events,
                shared.articles,
                time(shared, "--from", from),
                to == null ? Long.MAX_VALUE : time(shared, "--to", to),
                gapMs(shared, gap),
                shared.lengths());
        Map<Knob, Double> settings = shared.settings();
        try (Bar bar = new Bar()) {
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

    private static long time(Shared shared, String option, String text) {
        try {
            return text.indexOf('T') >= 0 ? Instant.parse(text).toEpochMilli() : Long.parseLong(text);
        } catch (DateTimeParseException | NumberFormatException e) {
            throw shared.bad(option + ": " + text + " (expected: ISO-8601 in UTC, or milliseconds since 1970)");
        }
    }

    private static long gapMs(Shared shared, String text) {
        Matcher matcher = GAP.matcher(text);
        if (!matcher.matches()) {
            throw shared.bad("--session-gap: " + text + " (expected: such as 30m, 90s or 2h)");
        }
        long unit = switch (matcher.group(2)) {
            case "s" -> 1_000;
            case "m" -> 60_000;
            default -> 3_600_000;
        };
        return Long.parseLong(matcher.group(1)) * unit;
    }

    /** Shows progress on a terminal, and nothing elsewhere. */
    private static final class Bar implements Evaluation.Progress, AutoCloseable {
        private @Nullable ProgressBar bar;

        @Override
        public void begin(String what, long steps) {
            close();
            if (Ansi.AUTO.enabled()) {
                bar = new ProgressBarBuilder()
                        .setTaskName(what)
                        .setInitialMax(steps)
                        .build();
            }
        }

        @Override
        public void at(long step) {
            if (bar != null) {
                bar.stepTo(step);
            }
        }

        @Override
        public void close() {
            if (bar != null) {
                bar.close();
                bar = null;
            }
        }
    }
}
