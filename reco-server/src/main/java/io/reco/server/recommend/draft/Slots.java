package io.reco.server.recommend.draft;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import it.unimi.dsi.fastutil.floats.FloatArrayList;
import it.unimi.dsi.fastutil.ints.IntArrayList;

import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;
import io.reco.server.domain.page.Shares;
import io.reco.server.model.catalogue.Articles;

/** The places of a draft that are taken, the best first. Reused; one thread at a time. */
public final class Slots {

    private final IntArrayList articles = new IntArrayList();
    private final FloatArrayList propensities = new FloatArrayList();
    private final List<Rung> rungs = new ArrayList<>();
    private final List<Shares> shares = new ArrayList<>();

    /** Forgets all. */
    public void clear() {
        articles.clear();
        propensities.clear();
        rungs.clear();
        shares.clear();
    }

    /** How many there are. */
    public int count() {
        return articles.size();
    }

    /** The ordinal of the article in a slot, 0 being the first. */
    public int article(int slot) {
        return articles.getInt(slot);
    }

    public Rung rung(int slot) {
        return rungs.get(slot);
    }

    /** What spoke for the article in a slot. */
    public Shares shares(int slot) {
        return shares.get(slot);
    }

    /** Puts an article, by ordinal, into the next slot, for certain. */
    public void add(int article, Rung rung, Shares why) {
        insert(articles.size(), article, rung, why, 1);
    }

    /** Puts an article, by ordinal, into a slot; those from there on move on by one. */
    public void insert(int slot, int article, Rung rung, Shares why, float propensity) {
        articles.add(slot, article);
        propensities.add(slot, propensity);
        rungs.add(slot, rung);
        shares.add(slot, why);
    }

    /** Takes the last one of others away, into the next slot. */
    public void moveLastOf(Slots others) {
        int last = others.articles.size() - 1;
        insert(
                articles.size(),
                others.articles.removeInt(last),
                others.rungs.remove(last),
                others.shares.remove(last),
                others.propensities.removeFloat(last));
    }

    /** Whether an article, by ordinal, is in a slot. */
    public boolean holds(int article) {
        return articles.contains(article);
    }

    /** The slot of an article, by ordinal; -1 when it has none. */
    public int slotOf(int article) {
        return articles.indexOf(article);
    }

    /** The page's slots, with the keys of the articles' ids. */
    public List<Page.Slot> toPage(Articles known) {
        Page.Slot[] page = new Page.Slot[articles.size()];
        for (int slot = 0; slot < page.length; slot++) {
            long key = known.key(articles.getInt(slot));
            page[slot] = new Page.Slot(key, rungs.get(slot), propensities.getFloat(slot), shares.get(slot));
        }
        return Arrays.asList(page);
    }

    /** The ids of the articles in the slots. */
    public List<String> ids(Articles known) {
        String[] ids = new String[articles.size()];
        for (int slot = 0; slot < ids.length; slot++) {
            ids[slot] = known.id(articles.getInt(slot));
        }
        return Arrays.asList(ids);
    }
}
