package io.reco.server.tool.console;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

import io.reco.server.evaluate.Evaluation;

/** Shows progress on a terminal, and nothing elsewhere. */
public final class TerminalProgress implements Evaluation.Progress, AutoCloseable {
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
