package io.reco.server.learn.follow;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import it.unimi.dsi.fastutil.longs.LongArrayFIFOQueue;

import io.reco.server.domain.Event;
import io.reco.server.domain.Fact;
import io.reco.server.domain.IdKeys;
import io.reco.server.learn.RowBuilder;
import io.reco.server.model.FeatureShares;
import io.reco.server.model.Models;
import io.reco.server.model.View;
import io.reco.server.model.Writer;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.neighbours.Damping;
import io.reco.server.model.neighbours.NeighbourRows;
import io.reco.server.model.neighbours.NeighbourRows.Row;
import io.reco.server.model.settings.HeapBudget;
import io.reco.server.model.settings.LearningSettings;
import io.reco.server.model.snapshot.ColumnReader;
import io.reco.server.model.snapshot.ColumnWriter;

/**
 * Takes facts into the models, and rebuilds the neighbour rows that they made out of date. The {@link Follower} does it in a
 * thread of its own, the offline evaluation between two questions. Not safe for use by several threads.
 */
public final class ModelWriter {

    /** One in so many events teaches the blend: a step costs as much as a page. */
    private static final int BLEND_EVERY = 20;

    /** Filling lists again takes a fiftieth of the writer's time at most, and once whatever it takes. */
    private static final int REFILL_REST = 50;

    /**
     * Beside whoever serves, fitting the blend takes a tenth of the writer's time at most, once it has learned from so many
     * examples: what ranks the first pages is worth its time.
     */
    private static final int FIT_REST = 9;

    private static final int FITTED = 3_000;

    private static final int EARLY_AT_ONCE = 256;

    private record Rebuilt(int article, Row row) {}

    private final Models models;
    private final IdKeys ids;
    private final Clock clock;
    private final FeatureShares featureShares;
    private final LearningSettings settings;
    /** Keys of articles that the catalogue has now, and of which events wait. */
    private final LongArrayFIFOQueue awaited = new LongArrayFIFOQueue();

    private RowBuilder rowBuilder;
    private StaleRows staleRows = new StaleRows();
    private EventRules eventRules;
    private BlendFit blendFit;
    private final HeapBudget heap = HeapBudget.ofProcess();
    private final int fitRest;
    private long nextFitNs = System.nanoTime();
    private long nextRefillNs = System.nanoTime();

    /**
     * Writes to these models, and learns the same from the same facts however long it takes.
     *
     * @param ids the keys that ids have in the store of the facts
     * @param featureShares what the blend is fitted with
     */
    public ModelWriter(Models models, IdKeys ids, Clock clock, FeatureShares featureShares) {
        this(models, ids, clock, featureShares, 0);
    }

    private ModelWriter(Models models, IdKeys ids, Clock clock, FeatureShares featureShares, int fitRest) {
        this.fitRest = fitRest;
        this.models = models;
        this.ids = ids;
        this.clock = clock;
        this.settings = models.read(View::settings);
        this.featureShares = featureShares;
        this.eventRules = new EventRules(settings, staleRows);
        this.blendFit = newBlendFit();
        this.rowBuilder = new RowBuilder(settings.neighbours().damping());
    }

    /** One that keeps up with a log that grows fast: of what comes faster than the blend can be fitted it takes samples. */
    static ModelWriter live(Models models, IdKeys ids, Clock clock, FeatureShares featureShares) {
        return new ModelWriter(models, ids, clock, featureShares, FIT_REST);
    }

    private BlendFit newBlendFit() {
        return new BlendFit(models, ids, featureShares, this::refreshRows, BLEND_EVERY);
    }

    /** Tells a snapshot all that changes with every fact, of the models and of this; between two batches. */
    public void save(ColumnWriter out) {
        out.part("blend fit");
        blendFit.save(out);
        out.part("stale rows");
        staleRows.save(out);
        models.save(out);
    }

    /**
     * Takes over what {@link #save} and {@link Models#saveLearned} told: all of it, or, when this throws, nothing.
     *
     * @param learned what {@link Models#saveLearned} told; read beside the other
     */
    public void restore(ColumnReader in, ColumnReader learned) {
        StaleRows restoredRows = new StaleRows();
        BlendFit restoredFit = newBlendFit();
        in.part("blend fit");
        restoredFit.restore(in);
        in.part("stale rows");
        restoredRows.restore(in);
        models.restore(in, learned);
        staleRows = restoredRows;
        eventRules = new EventRules(settings, staleRows);
        blendFit = restoredFit;
        rowBuilder = new RowBuilder(models.read(View::damping));
        awaited.clear();
    }

    /** Knows nothing from now on. */
    public void forget() {
        models.forget();
        staleRows = new StaleRows();
        eventRules = new EventRules(settings, staleRows);
        blendFit = newBlendFit();
        rowBuilder = new RowBuilder(models.read(View::damping));
        awaited.clear();
    }

    /** Takes in facts of long ago, in the order of the log; they teach the blend nothing, which makes it much faster. */
    public void replay(List<? extends Fact> facts) {
        long nowMs = clock.millis();
        models.write(writer -> takeIn(writer, facts, nowMs));
        takeInEarly(nowMs);
    }

    /** Takes in facts, in the order of the log. */
    public void apply(List<? extends Fact> facts) {
        for (Fact fact : facts) {
            if (fact instanceof Event event) {
                fit(event);
            }
        }
        long nowMs = clock.millis();
        models.write(writer -> {
            takeIn(writer, facts, nowMs);
            blendFit.publish(writer);
        });
        takeInEarly(nowMs);
    }

    private void fit(Event event) {
        long beginNs = System.nanoTime();
        if (beginNs - nextFitNs >= 0) {
            blendFit.before(event);
            long endNs = System.nanoTime();
            nextFitNs = blendFit.learned() < FITTED ? endNs : endNs + fitRest * (endNs - beginNs);
        }
    }

    private void takeIn(Writer writer, List<? extends Fact> facts, long nowMs) {
        for (Fact fact : facts) {
            if (fact instanceof Event event) {
                Act act = Act.of(event, ids);
                eventRules.count(writer, act);
                eventRules.apply(writer, act, nowMs);
            } else if (fact instanceof Fact.ArticleUpserted upserted) {
                upsert(writer, upserted, nowMs);
            } else if (fact instanceof Fact.ArticleDeleted deleted) {
                ArticleRules.delete(writer, ids.of(deleted.article()));
            } else if (fact instanceof Fact.ReaderUpdated updated) {
                long key = ids.ofReader(updated.reader());
                writer.optOuts().set(key, updated.preferences().learnedSinceMs());
            } else if (fact instanceof Fact.ReaderErased erased) {
                eventRules.erase(writer, erased.reader());
            } else if (fact instanceof Fact.ReadersMerged merged) {
                eventRules.merge(writer, ids.ofReader(merged.from()), ids.ofReader(merged.into()));
            }
        }
        writer.articles().settle();
        writer.content().settle();
        refill(writer, nowMs);
    }

    /**
     * Takes in what readers did, the oldest first, as {@link #replay} does or, if it is to teach the blend, as {@link #apply}.
     */
    public void relearn(List<Act> acts, boolean teach) {
        if (teach) {
            acts.forEach(blendFit::before);
        }
        long nowMs = clock.millis();
        models.write(writer -> {
            acts.forEach(act -> eventRules.apply(writer, act, nowMs));
            writer.content().settle();
            refill(writer, nowMs);
            blendFit.publish(writer);
        });
    }

    /** Forgets all counts of events, for others to be set; what becomes of articles by hour is counted from now on. */
    public void forgetCounts() {
        models.write(writer -> {
            writer.popularity().forgetCounts();
            writer.funnel().beginAt(clock.millis());
        });
    }

    /** Sets how often the article that has an id now, or will have it, was viewed and shared. */
    public void setCounts(String id, int views, int shares) {
        long key = ids.of(id);
        models.write(writer -> {
            int article = writer.articles().ordinal(key);
            if (article == Articles.NONE) {
                writer.early().setCounts(key, views, shares);
            } else {
                writer.popularity().setCounts(article, views, shares);
            }
        });
    }

    private void upsert(Writer writer, Fact.ArticleUpserted upserted, long nowMs) {
        long key = ids.of(upserted.article().id());
        ArticleRules.upsert(writer, upserted, key, nowMs);
        if (writer.early().knows(key)) {
            awaited.enqueue(key);
        }
    }

    /** Takes in what came before its article, a few events a write, so that nobody waits long for it. */
    private void takeInEarly(long nowMs) {
        while (!awaited.isEmpty()) {
            models.write(writer -> {
                int left = EARLY_AT_ONCE;
                while (left > 0 && !awaited.isEmpty()) {
                    int taken = eventRules.applyEarly(writer, awaited.firstLong(), left, nowMs);
                    if (taken < left) {
                        awaited.dequeueLong();
                    }
                    left -= taken;
                }
            });
        }
    }

    /** Says that a long log ends here: what is put off while much arrives is done now. */
    public void settle() {
        models.write(writer -> writer.content().rebuild());
    }

    /** Takes what expired from what trends; costs too little to matter once a second. */
    public void tidy() {
        long nowMs = clock.millis();
        models.write(writer -> {
            writer.burst().prune(writer.articles(), nowMs);
            writer.trend().prune(writer.articles(), nowMs);
            refill(writer, nowMs);
        });
    }

    private void refill(Writer writer, long nowMs) {
        long begin = System.nanoTime();
        if (begin - nextRefillNs < 0
                || !(writer.burst().needsRefill() || writer.trend().needsRefill())) {
            return;
        }
        writer.burst().refill(writer.articles(), nowMs);
        writer.trend().refill(writer.articles(), nowMs);
        long endNs = System.nanoTime();
        nextRefillNs = endNs + REFILL_REST * (endNs - begin);
    }

    /** Where other exponents were chosen for the filter, makes all rows wait for being rebuilt with them. */
    public void followDamping() {
        Damping chosen = models.read(View::damping);
        if (chosen.equals(rowBuilder.damping())) {
            return;
        }
        rowBuilder = new RowBuilder(chosen);
        int articles = models.read(view -> view.articles().size());
        for (int article = 0; article < articles; article++) {
            staleRows.add(article);
        }
    }

    /** How many rows wait for being rebuilt. */
    public int staleRows() {
        return staleRows.count();
    }

    /**
     * Rebuilds those rows that wait longest, at most {@code limit}; meanwhile pages are made, until the rows are replaced at
     * once.
     */
    public void rebuildRows(int limit) {
        List<Rebuilt> rebuilt = new ArrayList<>();
        while (rebuilt.size() < limit && staleRows.count() > 0) {
            int article = staleRows.take();
            rebuilt.add(rebuild(article));
        }
        replace(rebuilt);
    }

    /** Rebuilds those of these articles' rows that wait, as far as a page would read them. */
    private void refreshRows(int[] articles) {
        List<Rebuilt> rebuilt = new ArrayList<>();
        int left = NeighbourRows.READ_MAX;
        for (int i = 0; i < articles.length && left > 0; i++) {
            int article = articles[i];
            if (staleRows.take(article)) {
                Rebuilt one = rebuild(article);
                rebuilt.add(one);
                left -= one.row.articles().length;
            } else {
                left -= models.read(view -> view.rows().row(article).articles().length);
            }
        }
        replace(rebuilt);
    }

    private Rebuilt rebuild(int article) {
        return models.read(view -> new Rebuilt(article, build(view, article)));
    }

    private void replace(List<Rebuilt> rebuilt) {
        models.write(writer -> rebuilt.forEach(one -> writer.rows().replace(one.article, one.row)));
    }

    private Row build(View view, int article) {
        int rowMax = heap.rowMax(settings.neighbours().rowMax(), view.articles().size());
        return rowBuilder.build(article, view.ties(), rowMax);
    }
}
