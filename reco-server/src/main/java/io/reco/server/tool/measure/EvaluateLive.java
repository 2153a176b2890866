package io.reco.server.tool.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import io.reco.client.RecommendClient;
import io.reco.client.RecommendException;
import io.reco.server.evaluate.Evaluation;
import io.reco.server.evaluate.measure.Report;
import io.reco.server.tool.console.TerminalProgress;
import io.reco.server.tool.remote.Outage;
import io.reco.server.tool.remote.Target;

@Command(
        name = "live",
        description = {
            "Feeds the training file into an empty running server as 'import' does, its times moved so that pages are asked"
                    + " for as long after its end as --asked-after says; waits until all of it is learned; asks for a page of"
                    + " every reader of the test file; and prints what came of it beside 'split' on the same files.",
            "The server is to have the defaults of 'serve', or --engine as given here.",
            "Exits 0 when Recall and NDCG are at most a twentieth apart, 1 otherwise."
        },
        mixinStandardHelpOptions = true)
final class EvaluateLive implements Callable<Integer> {

    private static final int METRICS_PORT = 8890;
    private static final double APART_MAX = 0.05;
    private static final Duration RESTART = Duration.ofMinutes(2);
    private static final Duration DEADLINE = Duration.ofMinutes(1);

    @Mixin
    private Target target;

    @Mixin
    private EvaluateOptions shared;

    @Mixin
    private SplitOptions files;

    @Option(
            names = "--metrics",
            paramLabel = "HOST:PORT",
            description =
                    "the server's HTTP port, which says how far it has learned; port 8890 of the target's host when not"
                            + " given")
    private @Nullable String metricsAt;

    @Option(
            names = "--patience",
            defaultValue = "15m",
            paramLabel = "TIME",
            description = "how long the server may learn; ${DEFAULT-VALUE} when not given")
    private String patience = "";

    @Option(names = "--force", description = "feed a server that is not empty; it keeps what it is fed either way")
    private boolean force;

    @Override
    public Integer call() throws IOException {
        Evaluation.Split split = files.split(shared);
        ServerMetrics metrics = new ServerMetrics(metricsAt == null ? target.host() + ":" + METRICS_PORT : metricsAt);
        Duration mayLearn = Duration.ofMillis(shared.durationMs("--patience", patience));
        Outage outage = new Outage(RESTART, reason -> shared.say(target + ": " + reason));
        try (RecommendClient client = target.connect(DEADLINE);
                TerminalProgress progress = new TerminalProgress()) {
            if (!client.isServing()) {
                throw new IOException(target + ": NOT_SERVING (expected: SERVING)");
            }
            LiveServer server = new LiveServer(
                    client.withPatience(RESTART, outage), metrics, Clock.systemUTC(), mayLearn, shared::say);
            if (!server.empty() && !force) {
                throw new IOException(
                        target + ": not empty (expected: a new server, for what it knows already would count, and"
                                + " what it is fed stays; --force does it all the same)");
            }
            Report report = new Evaluation(progress).live(split, shared.settings(), server);
            int code = shared.show(report);
            return code == 0 && agree(report) ? 0 : 1;
        } catch (RecommendException e) {
            throw new IOException(target + ": " + Target.reason(e), e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (IllegalArgumentException e) {
            throw shared.bad(String.valueOf(e.getMessage()));
        }
    }

    private boolean agree(Report report) {
        boolean agree = report.farthest() <= APART_MAX;
        shared.say(String.format(
                Locale.ROOT,
                "live and split are %.1f %% apart at most (expected: %.0f %%)",
                100 * report.farthest(),
                100 * APART_MAX));
        return agree;
    }
}
