package io.reco.server.recommend.explain;

import java.util.ArrayList;
import java.util.List;

import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;

import io.reco.server.domain.reader.Preferences;
import io.reco.server.model.catalogue.Articles;

/** What a reader follows, in their own words. Of use only while the models are read. */
final class Followed {

    private final Articles articles;
    private final Int2ObjectOpenHashMap<String> topics = new Int2ObjectOpenHashMap<>(0);
    private final Int2ObjectOpenHashMap<String> authors = new Int2ObjectOpenHashMap<>(0);

    /** Of a reader for whom no pages are made nothing counts. */
    Followed(Preferences preferences, Articles articles) {
        this.articles = articles;
        if (preferences.personalised()) {
            preferences.followedTopics().forEach(topic -> topics.putIfAbsent(articles.topicNamed(topic), topic));
            preferences.followedAuthors().forEach(author -> authors.putIfAbsent(articles.authorNamed(author), author));
        }
        topics.remove(Articles.NONE);
        authors.remove(Articles.NONE);
    }

    /** Why an article is one that the reader follows: its author, and the first of its topics; none when it is not. */
    List<Reason> reasons(int article) {
        if (topics.isEmpty() && authors.isEmpty()) {
            return List.of();
        }
        List<Reason> reasons = new ArrayList<>(2);
        String author = authors.get(articles.author(article));
        if (author != null) {
            reasons.add(Reason.followedAuthor(author));
        }
        for (int topic : articles.topics(article)) {
            String name = topics.get(topic);
            if (name != null) {
                reasons.add(Reason.followedTopic(name));
                return reasons;
            }
        }
        return reasons;
    }
}
