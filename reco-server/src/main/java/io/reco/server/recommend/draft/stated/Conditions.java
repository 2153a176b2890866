package io.reco.server.recommend.draft.stated;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;

import io.reco.server.domain.page.PageFilter;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.catalogue.Articles.ArticleList;

/** What a request's filter asks of an article to have. Of use only while the models are read. */
final class Conditions {

    private final Articles articles;
    private final long publishedFromMs;

    /** One of these topics; whatever when none was asked for. */
    private final IntArrayList topicsAny = new IntArrayList(0);

    private final IntOpenHashSet topics;
    private final boolean anyTopic;

    private final IntArrayList attributesEqual = new IntArrayList(0);
    private final IntArrayList attributesNone = new IntArrayList(0);

    /** Whether something is asked for that no article has. */
    private boolean impossible;

    Conditions(PageFilter filter, Articles articles) {
        this.articles = articles;
        this.publishedFromMs = filter.publishedFromMs();
        this.anyTopic = filter.topicsAny().isEmpty();
        for (String topic : filter.topicsAny()) {
            int named = articles.topicNamed(topic);
            if (named != Articles.NONE) {
                topicsAny.add(named);
            }
        }
        this.topics = new IntOpenHashSet(topicsAny);
        this.impossible = !anyTopic && topicsAny.isEmpty();
        for (Map.Entry<String, String> equal : filter.attributesEqual().entrySet()) {
            int named = articles.attributeNamed(equal.getKey(), equal.getValue());
            attributesEqual.add(named);
            impossible |= named == Articles.NONE;
        }
        for (Map.Entry<String, String> other : filter.attributesNotEqual().entrySet()) {
            int named = articles.attributeNamed(other.getKey(), other.getValue());
            if (named != Articles.NONE) {
                attributesNone.add(named);
            }
        }
    }

    /** Ordinals of the topics of which an article must have one; none when it need not. */
    IntArrayList topicsAny() {
        return topicsAny;
    }

    /** The moment from which on an article must be published, milliseconds since 1970 UTC. */
    long publishedFromMs() {
        return publishedFromMs;
    }

    /** Whether an article, by ordinal, is as asked for. */
    boolean hold(int article) {
        if (impossible || articles.publishMs(article) < publishedFromMs || !hasTopic(article)) {
            return false;
        }
        for (int i = 0; i < attributesEqual.size(); i++) {
            if (!articles.hasAttribute(article, attributesEqual.getInt(i))) {
                return false;
            }
        }
        for (int i = 0; i < attributesNone.size(); i++) {
            if (articles.hasAttribute(article, attributesNone.getInt(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean hasTopic(int article) {
        if (anyTopic) {
            return true;
        }
        for (int topic : articles.topics(article)) {
            if (topics.contains(topic)) {
                return true;
            }
        }
        return false;
    }

    /** For each condition that has them, the lists of which one holds every article that meets it. */
    List<List<ArticleList>> lists() {
        List<List<ArticleList>> lists = new ArrayList<>();
        if (impossible) {
            lists.add(List.of());
        }
        if (!anyTopic) {
            List<ArticleList> ofTopics = new ArrayList<>(topicsAny.size());
            topicsAny.forEach(topic -> ofTopics.add(articles.ofTopic(topic)));
            lists.add(ofTopics);
        }
        attributesEqual.forEach(attribute -> lists.add(List.of(articles.ofAttribute(attribute))));
        return lists;
    }
}
