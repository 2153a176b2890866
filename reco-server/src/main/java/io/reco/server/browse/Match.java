package io.reco.server.browse;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.reco.server.browse.ArticleFilter.Status;
import io.reco.server.domain.Article;
import io.reco.server.model.catalogue.Canonical;
import io.reco.server.model.content.Words;

/** Compares articles with a filter as of one moment. For one thread. */
final class Match {

    private final ArticleFilter filter;
    private final Words words;
    private final long nowMs;
    private final Set<String> topics = new HashSet<>();
    private final String author;
    private final String language;
    /** By language of an article the stems that the filter's words have in it. */
    private final Map<String, Set<String>> wanted = new HashMap<>();

    Match(ArticleFilter filter, Words words, long nowMs) {
        this.filter = filter;
        this.words = words;
        this.nowMs = nowMs;
        filter.topics().forEach(topic -> topics.add(Canonical.name(topic)));
        this.author = Canonical.name(filter.author());
        this.language = tag(filter.languageCode());
    }

    boolean lets(Article article) {
        return article.publishMs() >= filter.publishedFromMs()
                && article.publishMs() < filter.publishedBeforeMs()
                && (filter.status() == Status.ANY || filter.status() == status(article))
                && (language.isEmpty() || isIn(tag(article.languageCode())))
                && (author.isEmpty() || author.equals(Canonical.name(article.author())))
                && (topics.isEmpty() || hasTopic(article))
                && hasAttributes(article)
                && (filter.words().isBlank() || hasWords(article));
    }

    private Status status(Article article) {
        if (article.hidden()) {
            return Status.HIDDEN;
        }
        if (article.expireMs() <= nowMs) {
            return Status.EXPIRED;
        }
        return article.publishMs() > nowMs ? Status.SCHEDULED : Status.LIVE;
    }

    private static String tag(String languageCode) {
        return languageCode.strip().replace('_', '-').toLowerCase(Locale.ROOT);
    }

    private boolean isIn(String tag) {
        return tag.startsWith(language) && (tag.length() == language.length() || tag.charAt(language.length()) == '-');
    }

    private boolean hasTopic(Article article) {
        return article.topics().stream().anyMatch(topic -> topics.contains(Canonical.name(topic)));
    }

    private boolean hasAttributes(Article article) {
        return article.attributes().entrySet().containsAll(filter.attributes().entrySet());
    }

    private boolean hasWords(Article article) {
        String languageCode = Canonical.language(article.languageCode());
        Collection<String> stems =
                wanted.computeIfAbsent(languageCode, code -> words.stems(code, List.of(filter.words())));
        if (stems.isEmpty()) {
            return false;
        }
        List<String> texts = new ArrayList<>(List.of(article.title(), article.summary(), article.author()));
        texts.addAll(article.topics());
        return words.stems(languageCode, texts).containsAll(stems);
    }
}
