package io.reco.server.recommend.draft.stated;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import org.jspecify.annotations.Nullable;

import io.reco.server.domain.reader.Preferences;
import io.reco.server.model.View;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.content.Content;

/**
 * What a reader follows, as far as the catalogue knows it, and what it counts on a page. Each topic and author counts as an
 * article, opened just now, that has nothing but this topic or author; so content speaks for a reader who did nothing yet. Of
 * what is ranked, an article that is followed gets its score times 1 + 3 / (1 + age / 1 day): a statement says what about, not
 * which one, and of that the newer ones come first. And of the first places of the page a part is kept for them, as long as
 * there are any: .8 / (1 + n / 10), after n articles that the reader engaged with and that say it better. Of use only while the
 * models are read.
 */
public final class Following {

    private static final float LIFT = 3;
    private static final float DAY_MS = 86_400_000;
    private static final float PART = 0.8f;
    private static final float PART_HALVED_BY = 10;

    private final Articles articles;
    private final IntArrayList topics = new IntArrayList();
    private final IntArrayList terms = new IntArrayList();
    private final IntOpenHashSet followedTopics;
    private final IntOpenHashSet followedAuthors = new IntOpenHashSet();
    private final float part;

    private Following(Preferences preferences, View models, int engaged) {
        Content content = models.content();
        this.articles = models.articles();
        for (String topic : preferences.followedTopics()) {
            add(articles.topicNamed(topic), topics);
            add(content.topicTerm(topic), terms);
        }
        for (String author : preferences.followedAuthors()) {
            int named = articles.authorNamed(author);
            if (named != Articles.NONE) {
                followedAuthors.add(named);
            }
            add(content.authorTerm(author), terms);
        }
        this.followedTopics = new IntOpenHashSet(topics);
        this.part = PART / (1 + engaged / PART_HALVED_BY);
    }

    private static void add(int named, IntArrayList known) {
        if (named >= 0 && !known.contains(named)) {
            known.add(named);
        }
    }

    /**
     * What a reader follows; null when nothing in the catalogue is of that, or no pages are made for this very reader.
     *
     * @param engaged with how many articles the reader engaged
     */
    public static @Nullable Following of(Preferences preferences, View models, int engaged) {
        if (!preferences.follows() || !preferences.personalised()) {
            return null;
        }
        Following following = new Following(preferences, models, engaged);
        return following.topics.isEmpty() && following.followedAuthors.isEmpty() ? null : following;
    }

    /** Ordinals of the topics; never change the list. */
    public IntArrayList topics() {
        return topics;
    }

    /** What content knows the topics and authors by; never change the list. */
    public IntArrayList terms() {
        return terms;
    }

    /** Whether there are authors among what the reader follows. */
    public boolean followsAuthors() {
        return !followedAuthors.isEmpty();
    }

    /** Whether the reader follows the article's author. */
    public boolean followsAuthor(int article) {
        return followedAuthors.contains(articles.author(article));
    }

    /** Whether the reader follows one of the article's topics, or its author. */
    public boolean follows(int article) {
        if (followsAuthors() && followsAuthor(article)) {
            return true;
        }
        for (int topic : articles.topics(article)) {
            if (followedTopics.contains(topic)) {
                return true;
            }
        }
        return false;
    }

    /** What the score of an article is multiplied by. */
    public float lift(int article, long nowMs) {
        return follows(article) ? 1 + LIFT / (1 + Math.max(0, nowMs - articles.publishMs(article)) / DAY_MS) : 1;
    }

    /** How many of a page's first so many slots are kept for what is followed. */
    public int due(int slots) {
        return (int) (part * slots);
    }
}
