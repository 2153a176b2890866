package io.reco.server.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.Article;
import io.reco.server.evaluate.log.ArticleFile;
import io.reco.server.evaluate.log.Interactions;
import io.reco.server.evaluate.log.SplitLog;
import io.reco.server.evaluate.measure.Report;
import io.reco.server.learn.measure.HeldOut;
import io.reco.server.model.settings.Parameter;

/** Runs evaluations over files, and searches for settings on the part of them that may be learned from. */
public final class Evaluation {

    /** Hears how far a long piece of work has come. */
    public interface Progress {

        /** A piece of work of so many steps begins. */
        void begin(String what, long steps);

        void at(long step);
    }

    private static final int THREADS = Runtime.getRuntime().availableProcessors();

    /** The last part of what teaches, which tuning looks at instead of the test. */
    private static final double TUNE_SHARE = 0.1;

    private static final int TUNE_EVENTS_MAX = 400_000;

    /** A step must gain a hundredth: less is chance on most logs. */
    private static final double GAIN_MIN = 1.01;

    /** Steps of exponents, which matter in small steps, and of half-lives, which do not. */
    private static final List<Double> EXPONENT_STEPS = List.of(0.6, 1 / 0.6);

    private static final List<Double> HALF_LIFE_STEPS = List.of(0.4, 2.5);

    private final Progress progress;

    public Evaluation(Progress progress) {
        this.progress = progress;
    }

    /**
     * What a split evaluation reads: see {@code evaluate split --help}.
     *
     * @param askedAfterMs how long after the training's end pages are asked for
     * @param times whether the training file's times count
     */
    public record Split(
            Path train,
            Path test,
            @Nullable Path articles,
            List<Integer> at,
            long askedAfterMs,
            SplitLog.Times times) {}

    /** What a stream evaluation reads: see {@code evaluate stream --help}. */
    public record Stream(
            Path events,
            @Nullable Path articles,
            long fromMs,
            long toMs,
            long gapMs,
            List<Integer> at,
            boolean keepPages) {

        private StreamEvaluation.Plan plan(long from, long to) {
            return new StreamEvaluation.Plan(from, to, gapMs, at, keepPages);
        }
    }

    /** Learns from one file and looks for the other. */
    public Report split(Split split, Map<Parameter, Double> settings) throws IOException {
        return split(log(split), split.at(), settings);
    }

    /** Does with a server what {@link #split} does offline, and that, too. */
    public Report live(Split split, Map<Parameter, Double> settings, Subject server) throws IOException {
        SplitLog log = log(split);
        progress.begin("readers", log.readers().size());
        Report live = new SplitEvaluation(split.at(), log, server).run(progress::at);
        return Report.beside(live, split(log, split.at(), settings));
    }

    private static SplitLog log(Split split) throws IOException {
        Interactions train = Interactions.readUntimed(split.train());
        Interactions test = Interactions.readUntimed(split.test());
        return new SplitLog(train, test, articles(split.articles()), split.askedAfterMs(), split.times());
    }

    /** Replays a log. */
    public Report stream(Stream stream, Map<Parameter, Double> settings) throws IOException {
        Interactions events = Interactions.read(stream.events()).byTime();
        return stream(events, articles(stream.articles()), stream.plan(stream.fromMs(), stream.toMs()), settings);
    }

    /** Simulates readers whom new articles are shown to; the same seed does the same. */
    public Report newcomers(Map<Parameter, Double> settings, long seed) {
        return new NewcomerSimulation(settings, seed).run();
    }

    /** Settings that do best on a tenth of the training file. */
    public Map<Parameter, Double> tuneSplit(Split split, Map<Parameter, Double> settings, Consumer<String> say)
            throws IOException {
        Interactions all = Interactions.readUntimed(split.train());
        Interactions train = all.none();
        Interactions test = all.none();
        for (int i = 0; i < all.size(); i++) {
            boolean held = HeldOut.holds(all.reader(i), all.article(i), (int) (1 / TUNE_SHARE));
            (held ? test : train).add(all.reader(i), all.article(i), all.type(i), all.timeMs(i));
        }
        SplitLog log = new SplitLog(train, test, articles(split.articles()), split.askedAfterMs(), split.times());
        List<Parameter> parameters = List.of(
                Parameter.NEIGHBOURS_TO_DAMPING,
                Parameter.NEIGHBOURS_FROM_DAMPING,
                Parameter.NEIGHBOURS_READER_DAMPING);
        int at = split.at().get(split.at().size() - 1);
        return search(
                settings,
                parameters,
                EXPONENT_STEPS,
                tried -> split(log, split.at(), tried).mean("engine", "NDCG@" + at),
                say);
    }

    /** Settings that do best on the last part of the log before the test begins. */
    public Map<Parameter, Double> tuneStream(Stream stream, Map<Parameter, Double> settings, Consumer<String> say)
            throws IOException {
        Interactions all = Interactions.read(stream.events()).byTime();
        int end = 0;
        while (end < all.size() && all.timeMs(end) < stream.fromMs()) {
            end++;
        }
        int begin = Math.max(0, end - TUNE_EVENTS_MAX);
        Interactions events = all.part(begin, end);
        if (events.size() == 0) {
            throw new IllegalArgumentException(
                    "--from: " + stream.fromMs() + " (expected: a time with events before it)");
        }
        long from = events.timeMs((int) ((1 - 2 * TUNE_SHARE) * events.size()));
        StreamEvaluation.Plan plan = stream.plan(from, stream.fromMs());
        List<Article> articles = articles(stream.articles());
        List<Parameter> parameters = List.of(
                Parameter.BURST_HALF_LIFE_MINUTES,
                Parameter.RULES_HALF_LIFE_MINUTES,
                Parameter.NEXT_HALF_LIFE_MINUTES,
                Parameter.TREND_HALF_LIFE_HOURS);
        return search(
                settings,
                parameters,
                HALF_LIFE_STEPS,
                tried -> stream(events, articles, plan, tried).mean("engine", "MRR@" + plan.atMax()),
                say);
    }

    private interface Objective {
        double of(Map<Parameter, Double> settings);
    }

    /** One parameter after the other: a step down or up, on in that direction for as long as it helps. */
    private static Map<Parameter, Double> search(
            Map<Parameter, Double> settings,
            List<Parameter> parameters,
            List<Double> steps,
            Objective objective,
            Consumer<String> say) {
        Map<Parameter, Double> best = new EnumMap<>(Parameter.class);
        best.putAll(settings);
        double reached = objective.of(best);
        say.accept("as given: " + reached);
        for (Parameter parameter : parameters) {
            for (double factor : steps) {
                double before = reached;
                reached = climb(best, parameter, factor, reached, objective, say);
                if (reached > before) {
                    break;
                }
            }
        }
        return best;
    }

    private static double climb(
            Map<Parameter, Double> best,
            Parameter parameter,
            double factor,
            double reached,
            Objective objective,
            Consumer<String> say) {
        double most = reached;
        while (true) {
            double value = best.getOrDefault(parameter, parameter.fallback()) * factor;
            if (value < parameter.least() || value > parameter.most()) {
                return most;
            }
            Map<Parameter, Double> tried = new EnumMap<>(Parameter.class);
            tried.putAll(best);
            tried.put(parameter, value);
            double scored = objective.of(tried);
            say.accept(parameter.label() + "=" + value + ": " + scored);
            if (scored <= most * GAIN_MIN) {
                return most;
            }
            most = scored;
            best.put(parameter, value);
        }
    }

    private Report split(SplitLog log, List<Integer> at, Map<Parameter, Double> settings) {
        progress.begin("readers", log.readers().size());
        Subject subject = new OfflineSubject(settings, THREADS);
        return new SplitEvaluation(at, log, subject).run(progress::at);
    }

    private Report stream(
            Interactions events, List<Article> articles, StreamEvaluation.Plan plan, Map<Parameter, Double> settings) {
        progress.begin("events", events.size());
        return new StreamEvaluation(plan, settings).run(events, articles, THREADS, progress::at);
    }

    private static List<Article> articles(@Nullable Path file) throws IOException {
        return file == null ? List.of() : ArticleFile.read(file);
    }
}
