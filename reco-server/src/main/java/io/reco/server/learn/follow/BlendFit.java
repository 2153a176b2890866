package io.reco.server.learn.follow;

import java.util.Arrays;
import java.util.function.Consumer;

import io.reco.server.domain.Event;
import io.reco.server.domain.IdKeys;
import io.reco.server.model.FeatureShares;
import io.reco.server.model.Models;
import io.reco.server.model.View;
import io.reco.server.model.Writer;
import io.reco.server.model.blend.Blend;
import io.reco.server.model.blend.Choice;
import io.reco.server.model.blend.Feature;
import io.reco.server.model.blend.LatestShares;
import io.reco.server.model.blend.Tilt;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.histories.Past;
import io.reco.server.model.snapshot.ColumnReader;
import io.reco.server.model.snapshot.ColumnWriter;
import io.reco.server.model.snapshot.Part;

/**
 * Fits the blend to what readers open, while the log goes by: expectation maximisation of a mixture over the latest examples.
 * Before an event is taken in, each source says what share it gave to the article that the reader opened next; the sources that
 * gave much gain weight from those that gave little, separately by how far the session has come. Of the same examples the
 * exponents are learned, see {@link Tilt}. An example costs as much as a page, a step over some hundreds a few microseconds: so
 * all of them are gone through again with each new one, and few are enough. An event of long before what the models know teaches
 * nothing: they know what came of it.
 *
 * <p>The neighbour rows of what the reader engaged with are brought up to date first: they wait while much arrives, and what a
 * source is worth must not depend on how busy this machine was then.
 *
 * <p>Cost: one asking for pages per sampled event, and the rows that wait among the reader's.
 *
 * <p>The latest examples are not in snapshots: the weights that a snapshot had count like some, until there are new ones.
 *
 * <p>Source: Dempster, Laird and Rubin, "Maximum likelihood from incomplete data via the EM algorithm", JRSS B 1977, over a
 * sliding window.
 */
final class BlendFit implements Part {

    /** Of each stage so many of the latest examples are looked at. */
    private static final int LATEST = 300;

    /** What the fit began with counts as so many examples, for ever: so no source falls silent for good. */
    private static final int PRIOR = 20;

    /** Of the first so many examples each is the next event, of as many after them every second, and so on. */
    private static final int DENSE = 500;

    private static final int[] NOTHING = {};

    private final Models models;
    private final IdKeys ids;
    private final FeatureShares featureShares;
    private final Consumer<int[]> freshRows;
    private final int everyMax;
    private final long quickMs;
    private float[][] weights;
    private int[] steps;
    private float[][] began;
    private int[] begunWith;
    private final LatestShares[] latest = new LatestShares[Blend.STAGES];
    private final Choice choice = new Choice();
    private final Tilt tilt = new Tilt();

    /** Events since the last one that was learned from. */
    private long seen;

    private boolean changed;

    /**
     * Learns from one in {@code everyMax} events, and from more of them while it has learned little: where little happens, few
     * events have to tell much.
     *
     * @param freshRows brings the neighbour rows of articles, by ordinal, up to date
     */
    BlendFit(Models models, IdKeys ids, FeatureShares featureShares, Consumer<int[]> freshRows, int everyMax) {
        this.models = models;
        this.ids = ids;
        this.featureShares = featureShares;
        this.freshRows = freshRows;
        this.everyMax = everyMax;
        this.quickMs = models.read(View::settings).trending().burst().toMillis();
        this.weights = models.read(View::blend).copy();
        this.began = models.read(View::blend).copy();
        this.steps = new int[weights.length];
        this.begunWith = new int[weights.length];
        Arrays.setAll(latest, stage -> new LatestShares(LATEST, Feature.count()));
    }

    /** Learns from an event that the models do not know yet. */
    void before(Event event) {
        before(Act.of(event, ids));
    }

    /** The same, by keys. */
    void before(Act act) {
        boolean teaches =
                act.type().engages() && !act.retracted() && !act.origin().degraded();
        if (!teaches || ++seen < Math.min(everyMax, 1 + learned() / DENSE)) {
            return;
        }
        seen = 0;
        int[] read = models.read(view -> teaches(view, act) ? articles(view, act) : NOTHING);
        if (read.length == 0) {
            return;
        }
        freshRows.accept(read);
        int stage = models.read(view -> shares(view, act));
        if (stage >= 0) {
            step(stage);
        }
    }

    private static float[][] copy(float[][] rows) {
        return Arrays.stream(rows).map(float[]::clone).toArray(float[][]::new);
    }

    /** From how many examples, those that a snapshot stands for included. */
    int learned() {
        int sum = 0;
        for (int taken : steps) {
            sum += taken;
        }
        return sum;
    }

    private boolean teaches(View view, Act act) {
        int article = article(view, act);
        Past past = view.past(act.reader());
        // The quick trend of a moment that is long ago is not known any more.
        boolean late = act.timeMs() < view.newestMs() - quickMs;
        boolean may = view.learns(act.reader(), act.timeMs());
        return may && !late && article != Articles.NONE && past != null && isAfter(past, act) && !knows(past, article);
    }

    /** Of what happened at one moment, as in a log without times, nothing was there before. */
    private static boolean isAfter(Past past, Act act) {
        return past.length() == 0 || past.timeMs(past.length() - 1) != act.timeMs();
    }

    /** What the event's reader engaged with, the latest first. */
    private static int[] articles(View view, Act act) {
        Past past = view.past(act.reader());
        int[] articles = new int[past == null ? 0 : past.length()];
        for (int place = 0; past != null && place < articles.length; place++) {
            articles[place] = past.article(articles.length - 1 - place);
        }
        return articles;
    }

    /** What each source gives to the event's article; the stage of the session, or -1 when there is nothing to learn. */
    private int shares(View view, Act act) {
        Past past = view.past(act.reader());
        return past == null ? -1 : featureShares.shares(view, past, article(view, act), act.timeMs(), choice);
    }

    private static int article(View view, Act act) {
        return view.articles().ordinal(act.article(), act.timeMs());
    }

    private static boolean knows(Past past, int article) {
        for (int place = 0; place < past.length(); place++) {
            if (past.article(place) == article) {
                return true;
            }
        }
        return false;
    }

    /** Shows what was learned to everybody. */
    void publish(Writer writer) {
        if (changed) {
            writer.blend(Blend.of(weights, tilt.exponents()));
            changed = false;
        }
    }

    @Override
    public void save(ColumnWriter out) {
        out.number("seen", seen);
        out.floatRows("weights", weights.length, stage -> weights[stage], stage -> weights[stage].length);
        out.ints("steps", steps.length, stage -> steps[stage]);
        tilt.save(out);
    }

    @Override
    public void restore(ColumnReader in) {
        seen = in.number("seen");
        weights = in.floatRows("weights", 0);
        began = copy(weights);
        steps = in.ints("steps", weights.length);
        begunWith = steps.clone();
        tilt.restore(in);
    }

    private void step(int stage) {
        tilt.learn(stage, choice);
        if (latest[stage].add(choice.opened(), weights[stage])) {
            steps[stage]++;
            latest[stage].improve(weights[stage], began[stage], prior(stage));
            changed = true;
        }
    }

    /** What a snapshot had stands for the examples that it was fitted to, until as many new ones are there. */
    private int prior(int stage) {
        return Math.max(PRIOR, Math.min(LATEST, begunWith[stage]) - latest[stage].count());
    }
}
