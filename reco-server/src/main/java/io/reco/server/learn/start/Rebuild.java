package io.reco.server.learn.start;

import java.util.ArrayList;
import java.util.List;

import io.reco.server.domain.Actions;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.learn.follow.Act;
import io.reco.server.learn.follow.ModelWriter;
import io.reco.server.model.settings.HeapBudget;
import io.reco.server.store.Scan;
import io.reco.server.store.Store;
import io.reco.server.store.article.ArticleRecord;
import io.reco.server.store.log.Positions;

/**
 * Teaches models from what a store keeps, without a snapshot and without the facts: the catalogue, what readers did as far as it
 * is kept, in order of time, and the counts, which are exact. All of it is as of one place in the log, so that nothing of what
 * is followed from there on is taken in twice.
 */
final class Rebuild {

    private static final int BATCH = 256;

    /** So many of the newest actions teach the blend. */
    private static final int BLEND_ACTIONS = 50_000;

    private final Store store;
    private final HeapBudget heap;

    Rebuild(Store store, HeapBudget heap) {
        this.store = store;
        this.heap = heap;
    }

    /** Teaches models that know nothing yet; the place in the log that they have come to then. */
    Positions rebuild(ModelWriter writer) {
        try (Scan scan = store.scan()) {
            articles(scan, writer);
            NewestActions newest = newest(scan, writer);
            newest.inOrder(BATCH, (acts, left) -> writer.relearn(acts, left < BLEND_ACTIONS));
            writer.forgetCounts();
            scan.counts((id, counts) ->
                    writer.setCounts(id, asInt(counts.of(EventType.VIEW)), asInt(counts.of(EventType.SHARE))));
            return scan.at();
        }
    }

    private static int asInt(long count) {
        return (int) Math.min(count, Integer.MAX_VALUE);
    }

    private static void articles(Scan scan, ModelWriter writer) {
        List<Fact> batch = new ArrayList<>();
        scan.articles(record -> {
            batch.addAll(facts(record));
            if (batch.size() >= BATCH) {
                writer.replay(batch);
                batch.clear();
            }
        });
        writer.replay(batch);
    }

    private static List<Fact> facts(ArticleRecord record) {
        Fact upserted = new Fact.ArticleUpserted(record.article(), record.createMs(), record.successor());
        return record.listed()
                ? List.of(upserted)
                : List.of(upserted, new Fact.ArticleDeleted(record.article().id()));
    }

    /** Those that may be learned from; of readers of whom not all may, the models know it from then on. */
    private NewestActions newest(Scan scan, ModelWriter writer) {
        NewestActions newest = new NewestActions(heap.actionsMax());
        List<Fact> optOuts = new ArrayList<>();
        scan.readers((id, actions, preferences) -> {
            long sinceMs = preferences.learnedSinceMs();
            add(newest, store.ids().ofReader(id), actions, sinceMs);
            if (sinceMs != 0) {
                optOuts.add(new Fact.ReaderUpdated(id, Preferences.NONE.learnedSince(sinceMs)));
            }
            if (optOuts.size() >= BATCH) {
                writer.replay(optOuts);
                optOuts.clear();
            }
        });
        writer.replay(optOuts);
        return newest;
    }

    /** The oldest first, so that of the same second what came later stays later. */
    private static void add(NewestActions newest, long reader, Actions actions, long sinceMs) {
        for (int place = actions.size() - 1; place >= 0; place--) {
            if (actions.timeMs(place) >= sinceMs && !actions.retracted(place)) {
                newest.add(new Act(reader, actions.article(place), actions.type(place), actions.timeMs(place)));
            }
        }
    }
}
