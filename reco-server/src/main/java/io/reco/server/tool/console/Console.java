package io.reco.server.tool.console;

import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressState;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * Where a command says how it goes. Safe for use by many threads.
 *
 * @param out results
 * @param err complaints and progress
 * @param every how often progress is told where no bar can be shown
 */
public record Console(PrintWriter out, PrintWriter err, Duration every) {

    private static final Duration EVERY = Duration.ofSeconds(10);

    public static Console of(CommandLine command) {
        return new Console(command.getOut(), command.getErr(), EVERY);
    }

    public void say(String line) {
        out.println(line);
        out.flush();
    }

    public void complain(String line) {
        err.println(line);
        err.flush();
    }

    /**
     * Tells how much of a file has been read: with a bar on a terminal, and in a line now and then elsewhere.
     *
     * @param figures what that line says besides
     */
    public UnaryOperator<InputStream> progress(String what, long bytes, Supplier<String> figures) {
        ProgressBarBuilder bar = new ProgressBarBuilder().setTaskName(what).setInitialMax(bytes);
        if (Ansi.AUTO.enabled()) {
            bar.setUnit(" MB", 1_000_000);
        } else {
            bar.continuousUpdate()
                    .setUpdateIntervalMillis((int) every.toMillis())
                    .setRenderer((state, width) -> line(state, figures))
                    .setConsumer(new DelegatingProgressBarConsumer(this::complainUnlessEmpty));
        }
        return stream -> ProgressBar.wrap(stream, bar);
    }

    /** Nothing at the beginning and the end, which are told otherwise. */
    private String line(ProgressState state, Supplier<String> figures) {
        boolean between = state.isAlive() && state.getElapsedAfterStart().compareTo(every.dividedBy(2)) > 0;
        long percent = Math.round(100 * state.getNormalizedProgress());
        return between ? state.getTaskName() + " " + percent + "% " + figures.get() : "";
    }

    private void complainUnlessEmpty(String line) {
        if (!line.isBlank()) {
            complain(line.strip());
        }
    }
}
