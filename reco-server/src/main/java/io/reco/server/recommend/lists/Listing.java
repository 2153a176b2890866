package io.reco.server.recommend.lists;

import java.util.List;

import io.reco.server.domain.page.Page;

/**
 * A list as it is answered.
 *
 * @param exposure its token; empty when it has none
 * @param items the best first, no duplicates
 */
public record Listing(String exposure, List<Item> items) {

    public Listing {
        items = List.copyOf(items);
    }

    /**
     * One article of a list.
     *
     * @param article its id
     * @param slot its place, and what spoke for it
     * @param score what it was ordered by; comparable within a list alone, 0 where its publication decided
     * @param views how often it was viewed by now
     * @param shares how often it was shared by now
     * @param readers how many acted on it by now
     */
    public record Item(String article, Page.Slot slot, float score, long views, long shares, long readers) {}
}
