package io.reco.server.store.valkey.articles;

import java.util.ArrayList;
import java.util.List;

import io.reco.server.store.article.ArticleChange;

/** What one call changes of one article, in its order. */
public final class ArticleCall {

    /**
     * A change.
     *
     * @param place in the call
     */
    record Item(int place, ArticleChange change) {}

    private final String article;
    private final List<Item> items = new ArrayList<>();

    public ArticleCall(String article) {
        this.article = article;
    }

    public void add(int place, ArticleChange change) {
        items.add(new Item(place, change));
    }

    String article() {
        return article;
    }

    List<Item> items() {
        return items;
    }
}
