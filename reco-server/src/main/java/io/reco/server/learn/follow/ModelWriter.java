package io.reco.server.learn.follow;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import io.reco.server.domain.Event;
import io.reco.server.domain.Fact;
import io.reco.server.learn.HeapBudget;
import io.reco.server.learn.RowBuilder;
import io.reco.server.model.Models;
import io.reco.server.model.blend.FeatureShares;
import io.reco.server.model.neighbours.NeighbourRows.Row;

/**
 * What a writer of the models does with facts: takes them in, and rebuilds the neighbour rows that they made out of date. The
 * {@link Follower} does it in a thread of its own, the offline evaluation between two questions. Not safe for use by several
 * threads.
 */
public final class ModelWriter {

    /** One in so many events teaches the blend: a step costs as much as a page. */
    private static final int BLEND_EVERY = 20;

    private final Models models;
    private final Clock clock;
    private final RowBuilder rowBuilder;
    private final BlendFit blendFit;
    private final HeapBudget room = HeapBudget.inHeap(Runtime.getRuntime().maxMemory());
    private final List<Row> built = new ArrayList<>();
    private int[] builtFor = new int[8];

    /** The only writer of these models. */
    public ModelWriter(Models models, Clock clock, FeatureShares rehearsal) {
        this.models = models;
        this.clock = clock;
        this.blendFit = new BlendFit(models, rehearsal, BLEND_EVERY);
        this.rowBuilder = new RowBuilder(models.settings().neighbours());
    }

    /** Takes in facts of long ago, in the order of the log; they teach the blend nothing, which makes it much faster. */
    public void replay(List<? extends Fact> facts) {
        models.apply(facts, clock.millis());
    }

    /** Takes in facts, in the order of the log. */
    public void apply(List<? extends Fact> facts) {
        for (Fact fact : facts) {
            if (fact instanceof Event event) {
                blendFit.before(event);
            }
        }
        models.apply(facts, clock.millis());
        models.write(blendFit::publish);
    }

    /** Says that a long log ends here: what is put off while much arrives is done now. */
    public void settle() {
        models.weighContent();
    }

    /** Takes what expired from what trends; costs too little to matter once a second. */
    public void tidy() {
        models.tidy(clock.millis());
    }

    /** How many rows wait for being rebuilt. */
    public int staleRows() {
        return models.rows().dirtyCount();
    }

    /** Rebuilds those rows that wait longest, at most {@code limit}. */
    public void rebuildRows(int limit) {
        built.clear();
        int rowMax = room.rowMax(
                models.settings().neighbours().rowMax(), models.articles().size());
        builtFor = builtFor.length < limit ? new int[limit] : builtFor;
        while (built.size() < limit && staleRows() > 0) {
            int article = models.rows().takeDirty();
            builtFor[built.size()] = article;
            built.add(rowBuilder.build(article, models.histories(), rowMax));
        }
        models.write(() -> {
            for (int i = 0; i < built.size(); i++) {
                models.rows().replace(builtFor[i], built.get(i));
            }
        });
    }
}
