package io.reco.server.recommend.explain;

import java.util.ArrayList;
import java.util.List;

import it.unimi.dsi.fastutil.ints.IntArrayList;

import io.reco.server.domain.Actions;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.model.View;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.store.reader.ReaderState;

/** What the reader of a page may be told of its slots. Of use only while the models are read. */
public final class Reasons {

    /** So many of the articles that a reader read last are looked at. */
    private static final int READ_MAX = 20;

    private final Articles articles;
    private final Page page;
    private final ReadArticles read;
    private final Followed followed;
    private final int[] ordinals;
    private final long newSinceMs;

    /**
     * Of a page.
     *
     * @param state what is known of its reader
     * @param nowMs the moment that decides what is new, milliseconds since 1970 UTC
     * @param newMs so long an article is new
     */
    public Reasons(View models, Page page, ReaderState state, long nowMs, long newMs) {
        this.articles = models.articles();
        this.page = page;
        this.newSinceMs = nowMs - newMs;
        this.ordinals = new int[page.slots().size()];
        for (int slot = 0; slot < ordinals.length; slot++) {
            ordinals[slot] = articles.ordinal(page.slots().get(slot).article(), page.stamp());
        }
        Preferences stated = state.preferences();
        Actions actions = stated.personalised() ? state.actions().since(stated.learnedSinceMs()) : Actions.NONE;
        this.read = new ReadArticles(models, read(actions), ordinals, nowMs);
        this.followed = new Followed(stated, articles);
    }

    /** Ordinals of what can still be named of what the reader read last, the latest first. */
    private int[] read(Actions actions) {
        IntArrayList read = new IntArrayList(READ_MAX);
        for (int place = 0; place < actions.size() && read.size() < READ_MAX; place++) {
            boolean engaged = actions.type(place).engages() && !actions.retracted(place);
            int article = engaged ? named(actions, place) : Articles.NONE;
            if (article != Articles.NONE && !read.contains(article)) {
                read.add(article);
            }
        }
        return read.toIntArray();
    }

    private int named(Actions actions, int place) {
        int article = articles.ordinal(actions.article(place), actions.timeMs(place));
        boolean known = article != Articles.NONE && articles.isListed(article) && !articles.isHidden(article);
        return known && !actions.rejected(actions.article(place)) ? article : Articles.NONE;
    }

    /** Of a slot, what the reader stated first, then the strongest first; none when there is nothing to tell. */
    public List<Reason> of(int slot) {
        List<Reason> reasons = new ArrayList<>(2);
        int article = ordinals[slot];
        if (article != Articles.NONE) {
            reasons.addAll(followed.reasons(article));
        }
        for (int i = 0;
                article != Articles.NONE && i < page.slots().get(slot).shares().count();
                i++) {
            switch (page.slots().get(slot).shares().source(i)) {
                case NEIGHBOURS -> addRead(slot, ReadArticles.Way.NEIGHBOURS, reasons);
                case SESSIONS -> addRead(slot, ReadArticles.Way.SESSIONS, reasons);
                case TRENDING -> reasons.add(Reason.about(Reason.Kind.TRENDING, topic(article)));
                case FRESH -> {
                    if (articles.publishMs(article) > newSinceMs) {
                        reasons.add(Reason.about(Reason.Kind.NEW, topic(article)));
                    } else {
                        addRead(slot, ReadArticles.Way.CONTENT, reasons);
                    }
                }
                case SERVED, VIEWED -> {}
            }
        }
        return reasons;
    }

    private void addRead(int slot, ReadArticles.Way way, List<Reason> reasons) {
        for (Reason reason : reasons) {
            if (reason.kind() == Reason.Kind.BECAUSE_READ) {
                return;
            }
        }
        List<String> ids = read.leadingTo(slot, way);
        if (!ids.isEmpty()) {
            reasons.add(Reason.read(ids));
        }
    }

    private String topic(int article) {
        int topic = articles.topic(article);
        return topic == Articles.NONE ? "" : articles.topicName(topic);
    }
}
