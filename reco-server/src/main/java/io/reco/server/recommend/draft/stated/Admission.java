package io.reco.server.recommend.draft.stated;

import java.util.ArrayList;
import java.util.List;

import it.unimi.dsi.fastutil.ints.IntList;
import it.unimi.dsi.fastutil.ints.IntLists;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import org.jspecify.annotations.Nullable;

import io.reco.server.domain.page.PageFilter;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.catalogue.Articles.ArticleList;

/**
 * What may be on a page, on any rung of the ladder: all that is said must hold. Names that no article has say nothing, so they
 * cost nothing. Of use only while the models are read.
 */
public final class Admission {

    private final Articles articles;
    private final IntOpenHashSet topicsNone = new IntOpenHashSet(0);
    private final IntOpenHashSet authorsNone = new IntOpenHashSet(0);
    private final List<ReadLanguages> languages = new ArrayList<>(0);
    private @Nullable Conditions conditions;

    private Admission(Articles articles) {
        this.articles = articles;
    }

    /** Everything may be on it so far. */
    public static Admission toAll(Articles articles) {
        return new Admission(articles);
    }

    /** What a reader lets through; null for one who lets everything through, which needs no looking at. */
    public static @Nullable Admission of(Preferences preferences, Articles articles) {
        return preferences.bars() ? toAll(articles).within(preferences) : null;
    }

    /** What a reader and a request let through; null when that is everything. */
    public static @Nullable Admission of(Preferences preferences, PageFilter filter, Articles articles) {
        Admission stated = of(preferences, articles);
        if (!filter.asks() && filter.excludedArticles().isEmpty()) {
            return stated;
        }
        return (stated == null ? toAll(articles) : stated).within(filter);
    }

    /** Only what a request's filter lets through, too; what it excludes by id is no matter of this. */
    private Admission within(PageFilter filter) {
        conditions = new Conditions(filter, articles);
        return withoutTopics(filter.topicsNone())
                .withoutAuthors(filter.authorsNone())
                .inLanguages(filter.languages());
    }

    /** Ordinals of the topics of which an article must have one; none when it need not. */
    public IntList topicsAny() {
        return conditions == null ? IntLists.EMPTY_LIST : conditions.topicsAny();
    }

    /** The moment from which on an article must be published, milliseconds since 1970 UTC. */
    public long publishedFromMs() {
        return conditions == null ? 0 : conditions.publishedFromMs();
    }

    /** For each condition that has them, the lists of which one holds every article that meets it. */
    List<List<ArticleList>> lists() {
        List<List<ArticleList>> lists = new ArrayList<>(conditions == null ? List.of() : conditions.lists());
        languages.forEach(read -> lists.add(read.lists()));
        return lists;
    }

    /** Only what a reader lets through, too. */
    public Admission within(Preferences preferences) {
        return withoutTopics(preferences.blockedTopics())
                .withoutAuthors(preferences.blockedAuthors())
                .inLanguages(preferences.languageCodes());
    }

    /** Nothing that has one of these topics, whichever of its topics that is. */
    public Admission withoutTopics(List<String> topics) {
        for (String topic : topics) {
            int named = articles.topicNamed(topic);
            if (named != Articles.NONE) {
                topicsNone.add(named);
            }
        }
        return this;
    }

    /** Nothing by these authors. */
    public Admission withoutAuthors(List<String> authors) {
        for (String author : authors) {
            int named = articles.authorNamed(author);
            if (named != Articles.NONE) {
                authorsNone.add(named);
            }
        }
        return this;
    }

    /** Only what is in one of these languages, or in an unknown one; with none of them, whatever. */
    public Admission inLanguages(List<String> tags) {
        if (!tags.isEmpty()) {
            languages.add(new ReadLanguages(tags, articles));
        }
        return this;
    }

    /** Whether an article, by ordinal, may be on the page. */
    public boolean admits(int article) {
        if (!authorsNone.isEmpty() && authorsNone.contains(articles.author(article))) {
            return false;
        }
        if (!topicsNone.isEmpty()) {
            for (int topic : articles.topics(article)) {
                if (topicsNone.contains(topic)) {
                    return false;
                }
            }
        }
        if (conditions != null && !conditions.hold(article)) {
            return false;
        }
        for (int i = 0; i < languages.size(); i++) {
            if (!languages.get(i).read(articles.language(article))) {
                return false;
            }
        }
        return true;
    }
}
