package io.reco.server.store.format.life;

import java.util.List;

import io.reco.server.store.life.Lineage;
import io.reco.server.store.stored.StoredMerge;
import io.reco.server.store.stored.StoredRestamped;

/** Merges as stores keep them. */
public final class MergeFormat {

    private MergeFormat() {}

    /** What was stored of a merge of {@code from}. */
    public static Lineage.Merge merge(String from, StoredMerge stored) {
        List<Lineage.Restamped> restamped = stored.getRestampedList().stream()
                .map(page -> new Lineage.Restamped(page.getPlacement(), page.getServedStamp(), page.getStamp()))
                .toList();
        return new Lineage.Merge(
                from, stored.getSinceMs(), stored.getBeforeMs(), stored.getOrder(), stored.getAfter(), restamped);
    }

    /** What is stored of it; whose merge it is stands beside it. */
    public static StoredMerge stored(Lineage.Merge merge) {
        StoredMerge.Builder stored = StoredMerge.newBuilder()
                .setSinceMs(merge.sinceMs())
                .setBeforeMs(merge.beforeMs())
                .setOrder(merge.order())
                .setAfter(merge.after());
        merge.restamped()
                .forEach(page -> stored.addRestamped(StoredRestamped.newBuilder()
                        .setPlacement(page.placement())
                        .setServedStamp(page.servedStamp())
                        .setStamp(page.stamp())));
        return stored.build();
    }
}
