package io.reco.server.learn.follow;

import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.reco.server.domain.Event;
import io.reco.server.domain.IdKeys;
import io.reco.server.model.FeatureShares;
import io.reco.server.model.Models;
import io.reco.server.model.View;
import io.reco.server.model.Writer;
import io.reco.server.model.blend.Blend;
import io.reco.server.model.blend.Feature;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.histories.Past;
import io.reco.server.model.snapshot.ColumnReader;
import io.reco.server.model.snapshot.ColumnWriter;
import io.reco.server.model.snapshot.Part;

/**
 * Fits the blend to what readers open, while the log goes by: stepwise expectation maximisation of a mixture. Before an event
 * is taken in, each source says what share it gave to the article that the reader opened next; the sources that gave much gain
 * weight from those that gave little, separately by how far the session has come. Only the sources that spoke take part, so
 * that one which is seldom heard does not fade for it. An event of long before what the models know teaches nothing: they
 * know what came of it.
 *
 * <p>The neighbour rows of what the reader engaged with are brought up to date first: they wait while much arrives, and what a
 * source is worth must not depend on how busy this machine was then.
 *
 * <p>Cost: one asking for pages per sampled event, and the rows that wait among the reader's.
 *
 * <p>Source: Cappé and Moulines, "On-line expectation-maximization algorithm for latent data models", JRSS B 2009.
 */
final class BlendFit implements Part {

    /** The step: weights look back over about as many sampled events as its inverse. */
    private static final float STEP = 1 / Float.parseFloat(System.getProperty("x.step", "300"));

    private static final float STEP_FIRST = 1 / 50f;

    /** Below this no weight falls, or what was silent for long could never be heard again. */
    private static final float WEIGHT_MIN = 1e-6f;

    /** Of the first so many steps each is by the next event, of as many after them by every second, and so on. */
    private static final int DENSE = Integer.getInteger("x.dense", 5_000);
    private static final int EVERY = Integer.getInteger("x.every", 20);

    private static final int[] NOTHING = {};

    private final Models models;
    private final IdKeys ids;
    private final FeatureShares featureShares;
    private final Consumer<int[]> freshRows;
    private final int everyMax;
    private final long quickMs;
    private float[][] weights;
    private int[] steps;
    private final float[] shares = new float[Feature.count()];

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
        this.steps = new int[weights.length];
    }

    /** Learns from an event that the models do not know yet. */
    void before(Event event) {
        before(Act.of(event, ids));
    }

    /** The same, by keys. */
    void before(Act act) {
        boolean teaches =
                act.type().engages() && !act.retracted() && !act.origin().degraded();
        if (!teaches || ++seen < Math.min(everyMax == 20 ? EVERY : everyMax, 1 + learned() / DENSE)) {
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

    private int learned() {
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
        return may && !late && article != Articles.NONE && past != null && !knows(past, article);
    }

    /** What the event's reader engaged with. */
    private static int[] articles(View view, Act act) {
        Past past = view.past(act.reader());
        return past == null
                ? NOTHING
                : IntStream.range(0, past.length()).map(past::article).toArray();
    }

    /** What each source gives to the event's article; the stage of the session, or -1 when there is nothing to learn. */
    private int shares(View view, Act act) {
        Past past = view.past(act.reader());
        return past == null ? -1 : featureShares.shares(view, past, article(view, act), act.timeMs(), shares);
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
            writer.blend(Blend.of(weights));
            changed = false;
        }
    }

    @Override
    public void save(ColumnWriter out) {
        out.number("seen", seen);
        out.floatRows("weights", weights.length, stage -> weights[stage], stage -> weights[stage].length);
        out.ints("steps", steps.length, stage -> steps[stage]);
    }

    @Override
    public void restore(ColumnReader in) {
        seen = in.number("seen");
        weights = in.floatRows("weights", 0);
        steps = in.ints("steps", weights.length);
    }

    private void step(int stage) {
        float[] own = weights[stage];
        float spoke = 0;
        float score = 0;
        for (int f = 0; f < own.length; f++) {
            spoke += shares[f] >= 0 ? own[f] : 0;
            score += own[f] * Math.max(0, shares[f]);
        }
        if (!(score >= Float.MIN_NORMAL && score < Float.POSITIVE_INFINITY)) {
            return; // nobody named the article, or a source says what is no number
        }
        float step = Math.max(STEP, STEP_FIRST / (1 + steps[stage]++ * STEP_FIRST));
        for (int f = 0; f < own.length; f++) {
            if (shares[f] >= 0) {
                float credit = own[f] * shares[f] / score;
                own[f] = Math.max(WEIGHT_MIN, own[f] + step * (spoke * credit - own[f]));
            }
        }
        changed = true;
    }
}
