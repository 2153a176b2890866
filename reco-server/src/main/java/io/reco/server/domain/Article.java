package io.reco.server.domain;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An article of the catalogue.
 *
 * @param id see {@link Ids}
 * @param title empty when unknown, as are {@code summary}, {@code url}, {@code author} and {@code languageCode}
 * @param topics in the publisher's order, possibly empty
 * @param publishMs milliseconds since 1970 UTC before which it is not recommended; {@link #UNSET} in what
 *     a caller sent without one, never in what the catalogue holds
 * @param expireMs milliseconds since 1970 UTC from which on it is not recommended; {@link #NEVER} for no end
 * @param hidden never recommended while true
 * @param attributes what else its publisher says of it, in ascending order of keys
 */
public record Article(
        String id,
        String title,
        String summary,
        String url,
        String author,
        List<String> topics,
        String languageCode,
        long publishMs,
        long expireMs,
        boolean hidden,
        Map<String, String> attributes) {

    /** No publish time was given; no time of an article is negative. */
    public static final long UNSET = -1;

    /** An expiry time that never comes. */
    public static final long NEVER = Long.MAX_VALUE;

    public Article {
        topics = List.copyOf(topics);
        attributes = attributes.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(attributes));
    }

    /** An article without attributes. */
    public Article(
            String id,
            String title,
            String summary,
            String url,
            String author,
            List<String> topics,
            String languageCode,
            long publishMs,
            long expireMs,
            boolean hidden) {
        this(id, title, summary, url, author, topics, languageCode, publishMs, expireMs, hidden, Map.of());
    }

    /** An article of which only the id is known. */
    public static Article bare(String id) {
        return new Article(id, "", "", "", "", List.of(), "", UNSET, NEVER, false);
    }

    /** This article with another publish time. */
    public Article publishedAt(long otherPublishMs) {
        return new Article(
                id, title, summary, url, author, topics, languageCode, otherPublishMs, expireMs, hidden, attributes);
    }
}
