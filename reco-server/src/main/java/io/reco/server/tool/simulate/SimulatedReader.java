package io.reco.server.tool.simulate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Somebody who likes a few topics. Looks down a page as far as chance lets them, and opens of what they see most of what is of a
 * topic they like, little of the rest, and nothing a second time. For one thread at a time.
 */
final class SimulatedReader {

    /** A slot is looked at with this probability when the one above it was: the cascade of users who look on. */
    private static final double LOOKS_ON = 0.85;

    private static final double OPENS_LIKED = 0.35;
    private static final double OPENS_OTHER = 0.03;
    private static final int LIKED_MAX = 3;

    private final String id;
    private final Set<String> liked;
    private final Random random;
    private final Set<String> seen = new HashSet<>();
    private final Set<String> opened = new HashSet<>();

    /**
     * Draws who it is.
     *
     * @param topics what there is to like; empty where articles have none
     * @param seed the same for the same reader in every run
     */
    SimulatedReader(String id, List<String> topics, long seed) {
        this.id = id;
        this.random = new Random(seed);
        this.liked = new HashSet<>();
        int count = Math.min(topics.size(), 1 + random.nextInt(LIKED_MAX));
        while (liked.size() < count) {
            liked.add(topics.get(random.nextInt(topics.size())));
        }
    }

    /** An article on a list. */
    record Item(String id, List<String> topics) {}

    /**
     * What became of a list.
     *
     * @param seen positions of what was looked at, from 0 on
     * @param opened positions of what was opened, each among those seen
     * @param repeated how many of those seen had been seen before
     */
    record Look(List<Integer> seen, List<Integer> opened, int repeated) {}

    String id() {
        return id;
    }

    /** Looks at a page of their own, and remembers it. */
    Look look(List<Item> page) {
        Look look = glance(page);
        look.seen.forEach(place -> seen.add(page.get(place).id()));
        look.opened.forEach(place -> opened.add(page.get(place).id()));
        return look;
    }

    /** Looks at a list that leaves nothing with them. */
    Look glance(List<Item> list) {
        List<Integer> lookedAt = new ArrayList<>();
        List<Integer> opens = new ArrayList<>();
        int repeated = 0;
        for (int place = 0; place < list.size() && (place == 0 || random.nextDouble() < LOOKS_ON); place++) {
            Item item = list.get(place);
            lookedAt.add(place);
            repeated += seen.contains(item.id()) ? 1 : 0;
            double rate = item.topics().stream().anyMatch(liked::contains) ? OPENS_LIKED : OPENS_OTHER;
            if (!opened.contains(item.id()) && random.nextDouble() < rate) {
                opens.add(place);
            }
        }
        return new Look(lookedAt, opens, repeated);
    }
}
