package io.reco.server.tool.measure;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import io.reco.server.config.TimeSpans;
import io.reco.server.csv.BadRow;
import io.reco.server.csv.Times;
import io.reco.server.evaluate.measure.Report;
import io.reco.server.model.settings.Parameter;

/** What all kinds of evaluation have in common. */
final class EvaluateOptions {

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
    boolean tune;

    @Option(names = "--json", paramLabel = "FILE", description = "write the figures there, too")
    private @Nullable Path json;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    ParameterException bad(String message) {
        if (command == null) {
            throw new IllegalStateException("not parsed by picocli");
        }
        return new ParameterException(command.commandLine(), message);
    }

    /** The file, which is there and can be read. */
    Path readable(String option, Path file) {
        if (Files.isDirectory(file) || !Files.isReadable(file)) {
            throw bad(option + ": " + file + " (expected: a file that can be read)");
        }
        return file;
    }

    /** The file of articles; null without. */
    @Nullable
    Path articles() {
        return articles == null ? null : readable("--articles", articles);
    }

    Map<Parameter, Double> settings() {
        try {
            return Parameter.parse(engine);
        } catch (IllegalArgumentException e) {
            throw bad("--" + e.getMessage());
        }
    }

    List<Integer> lengths() {
        for (int length : at) {
            if (length < 1 || length > 100) {
                throw bad("--at: " + length + " (expected: 1..100)");
            }
        }
        return at;
    }

    PrintWriter out() {
        if (command == null) {
            throw new IllegalStateException("not parsed by picocli");
        }
        return command.commandLine().getOut();
    }

    void tuned(Map<Parameter, Double> settings) {
        String text = Parameter.format(settings);
        out().println(text.isEmpty() ? "tuning: the defaults do best" : "--engine " + text);
        out().flush();
    }

    int show(Report report) throws IOException {
        report.print(out());
        if (json != null) {
            Files.writeString(json, report.json(), StandardCharsets.UTF_8);
        }
        return 0;
    }

    void say(String line) {
        out().println("  " + line);
        out().flush();
    }

    /** A moment, milliseconds since 1970 UTC. */
    long time(String option, String text) {
        try {
            return Times.millis(option, text);
        } catch (BadRow e) {
            throw bad(String.valueOf(e.getMessage()));
        }
    }

    /** A length of time in milliseconds. */
    long durationMs(String option, String text) {
        return TimeSpans.parse(text)
                .orElseThrow(() -> bad(option + ": " + text + " (expected: such as 90s, 30m, 2h or 1d)"))
                .toMillis();
    }
}
