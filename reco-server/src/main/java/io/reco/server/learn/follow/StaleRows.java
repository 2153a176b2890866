package io.reco.server.learn.follow;

import it.unimi.dsi.fastutil.ints.IntIterator;
import it.unimi.dsi.fastutil.ints.IntLinkedOpenHashSet;

import io.reco.server.model.snapshot.ColumnReader;
import io.reco.server.model.snapshot.ColumnWriter;
import io.reco.server.model.snapshot.Part;

/** The articles whose neighbour rows new events made out of date, each once, in the order in which that happened. */
final class StaleRows implements Part {

    private final IntLinkedOpenHashSet articles = new IntLinkedOpenHashSet();

    StaleRows() {}

    /** Says that an article's row is out of date. */
    void add(int article) {
        articles.add(article);
    }

    /** Takes the article that waits longest; only when {@link #count} is above 0. */
    int take() {
        return articles.removeFirstInt();
    }

    /** Takes this article; false when it does not wait. */
    boolean take(int article) {
        return articles.remove(article);
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
