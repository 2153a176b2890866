package io.reco.server.learn.follow;

import it.unimi.dsi.fastutil.ints.IntArrays;
import it.unimi.dsi.fastutil.ints.IntIterator;
import it.unimi.dsi.fastutil.ints.IntLinkedOpenHashSet;

import io.reco.server.model.snapshot.ColumnReader;
import io.reco.server.model.snapshot.ColumnWriter;
import io.reco.server.model.snapshot.Part;

/**
 * The articles whose neighbour rows new events made out of date, each once, in the order in which that happened. One event hardly
 * changes the row of an article with a thousand readers: such a row waits for as many as change it noticeably.
 */
final class StaleRows implements Part {

    /** A row is out of date when one in so many of its article's readers has done something since it was built. */
    private static final int READERS_A_TOUCH = 32;

    private final IntLinkedOpenHashSet articles = new IntLinkedOpenHashSet();

    /** What each row was touched since it was built; begins anew after a start, which delays no row for long. */
    private int[] touches = {};

    StaleRows() {}

    /** Says that one of an article's so many readers changed its row a little. */
    void touch(int article, int readers) {
        if (article >= touches.length) {
            touches = IntArrays.grow(touches, article + 1);
        }
        if (++touches[article] > readers / READERS_A_TOUCH) {
            add(article);
        }
    }

    /** Says that an article's row is out of date. */
    void add(int article) {
        articles.add(article);
    }

    /** Says that an article's row has to change before all that wait: it tells of somebody who is to be forgotten. */
    void addFirst(int article) {
        articles.addAndMoveToFirst(article);
    }

    /** Takes the article that was put first, or else waits longest; only when {@link #count} is above 0. */
    int take() {
        int article = articles.removeFirstInt();
        settle(article);
        return article;
    }

    /** Takes this article; false when it does not wait. */
    boolean take(int article) {
        if (!articles.remove(article)) {
            return false;
        }
        settle(article);
        return true;
    }

    private void settle(int article) {
        if (article < touches.length) {
            touches[article] = 0;
        }
    }

    /** How many wait. */
    int count() {
        return articles.size();
    }

    @Override
    public void save(ColumnWriter out) {
        IntIterator waiting = articles.iterator();
        out.ints("articles", articles.size(), i -> waiting.nextInt());
    }

    @Override
    public void restore(ColumnReader in) {
        for (int article : in.ints("articles", 0)) {
            add(article);
        }
    }
}
