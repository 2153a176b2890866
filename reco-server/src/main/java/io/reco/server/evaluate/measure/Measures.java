package io.reco.server.evaluate.measure;

import java.util.List;

import it.unimi.dsi.fastutil.longs.LongSet;

import io.reco.server.domain.page.Page;
import io.reco.server.learn.measure.Ndcg;

/** Measures of one ranked list. */
public final class Measures {

    private Measures() {}

    /** Where the article is in the list, 0 being the first; -1 when it is not. */
    public static int rank(List<Page.Slot> slots, long article) {
        for (int rank = 0; rank < slots.size(); rank++) {
            if (slots.get(rank).article() == article) {
                return rank;
            }
        }
        return -1;
    }

    /** How many of the first {@code at} are wanted. */
    public static int hits(long[] ranked, LongSet wanted, int at) {
        int hits = 0;
        for (int rank = 0; rank < Math.min(at, ranked.length); rank++) {
            hits += wanted.contains(ranked[rank]) ? 1 : 0;
        }
        return hits;
    }

    /** Binary NDCG of the first {@code at}; the ideal has all wanted ones first. */
    public static double ndcg(long[] ranked, LongSet wanted, int at) {
        Ndcg ndcg = new Ndcg(at);
        for (int rank = 0; rank < Math.min(at, ranked.length); rank++) {
            if (wanted.contains(ranked[rank])) {
                ndcg.found(rank);
            }
        }
        ndcg.missed(wanted.size() - hits(ranked, wanted, at));
        return ndcg.value();
    }
}
