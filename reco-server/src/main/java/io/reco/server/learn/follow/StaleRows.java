package io.reco.server.learn.follow;

import java.util.Arrays;

import it.unimi.dsi.fastutil.ints.IntArrayFIFOQueue;

/** The articles whose neighbour rows new events made out of date, each once, in the order in which that happened. */
final class StaleRows {

    private final IntArrayFIFOQueue queue = new IntArrayFIFOQueue();
    private boolean[] waits = new boolean[16];

    StaleRows() {}

    /** Says that an article's row is out of date. */
    void add(int article) {
        if (article >= waits.length) {
            waits = Arrays.copyOf(waits, Math.max(article + 1, waits.length + (waits.length >> 1)));
        }
        if (!waits[article]) {
            waits[article] = true;
            queue.enqueue(article);
        }
    }

    /** Takes the article that waits longest; only when {@link #count} is above 0. */
    int take() {
        int article = queue.dequeueInt();
        waits[article] = false;
        return article;
    }

    /** How many wait. */
    int count() {
        return queue.size();
    }
}
