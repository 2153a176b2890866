package io.reco.server.tool.simulate;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import io.reco.client.RecommendClient;
import io.reco.client.catalog.ArticleDetails;
import io.reco.client.catalog.ArticleQuery;
import io.reco.server.tool.call.Connected;
import io.reco.server.tool.call.Output;
import io.reco.server.tool.console.TerminalProgress;

@Command(
        name = "simulate",
        description = {
            "Lets readers who are made up use a server: shows load, latency, and whether pages of their own help.",
            "Their events count as others do, so it is for servers without readers of their own. Exits 0 when no call failed."
        },
        mixinStandardHelpOptions = true)
public final class Simulate implements Callable<Integer> {

    private static final int READERS_MAX = 1_000_000;
    private static final int PAGE_MAX = 100;
    private static final double RATE_MAX = 100_000;

    @Mixin
    private Connected server;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "20",
            description = "pages asked for in a second, however long the answers take; ${DEFAULT-VALUE} when not given")
    private double rate;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "30",
            description = "for how long; ${DEFAULT-VALUE} when not given")
    private int seconds;

    @Option(
            names = "--readers",
            paramLabel = "N",
            defaultValue = "200",
            description = "how many readers there are; ${DEFAULT-VALUE} when not given")
    private int readers;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "10",
            description = "articles on a page; ${DEFAULT-VALUE} when not given")
    private int count;

    @Option(
            names = "--trending",
            paramLabel = "PART",
            defaultValue = "0.2",
            description = "part of the lists that is what trends, to compare with; ${DEFAULT-VALUE} when not given")
    private double trending;

    @Option(
            names = "--placement",
            defaultValue = "simulation",
            description = "where the pages are shown; '${DEFAULT-VALUE}' when not given")
    private String placement;

    @Option(
            names = "--reader-prefix",
            paramLabel = "TEXT",
            defaultValue = "simulated-",
            description = "what the readers' ids begin with; '${DEFAULT-VALUE}' when not given")
    private String prefix;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "the same readers and the same chances for the same number; ${DEFAULT-VALUE} when not given")
    private long seed;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        expect(rate > 0 && rate <= RATE_MAX, "--rate", rate, "above 0, at most 100000");
        expect(seconds > 0, "--seconds", seconds, "1 or more");
        expect(readers > 0 && readers <= READERS_MAX, "--readers", readers, "1..1000000");
        expect(count > 0 && count <= PAGE_MAX, "--count", count, "1..100");
        expect(trending >= 0 && trending < 1, "--trending", trending, "from 0 to below 1");
        return server.run(this::run);
    }

    private void expect(boolean met, String option, Object value, String expected) {
        if (!met) {
            throw new ParameterException(
                    command.commandLine(), option + ": " + value + " (expected: " + expected + ")");
        }
    }

    private boolean run(RecommendClient client, Output output) {
        Set<String> topics = new TreeSet<>();
        ArticleQuery query =
                ArticleQuery.builder().status(ArticleQuery.Status.LIVE).build();
        int live = 0;
        try (Stream<ArticleDetails> articles = client.listArticles(query)) {
            for (ArticleDetails article : (Iterable<ArticleDetails>) articles::iterator) {
                topics.addAll(article.topics());
                live++;
            }
        }
        if (live == 0) {
            output.complain("no live articles (expected: some, such as those of 'reco serve --demo')");
            return false;
        }
        Tally tally = new Tally();
        Simulation.Plan plan = new Simulation.Plan(
                rate, Duration.ofSeconds(seconds), readers, count, trending, placement, prefix, seed);
        Duration took;
        try (TerminalProgress progress = new TerminalProgress()) {
            progress.begin("lists", Math.round(rate * seconds));
            took = new Simulation(client.async(), plan, List.copyOf(topics), tally).run(progress::at);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        tally.print(output, live, took);
        return tally.failures() == 0;
    }
}
