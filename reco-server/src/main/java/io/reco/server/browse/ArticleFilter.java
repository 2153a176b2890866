package io.reco.server.browse;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which articles of the catalogue: all that is not empty must hold.
 *
 * @param words that title, summary, author or topics must have, all of them, by their stems
 * @param topics at least one of these, in whatever case
 * @param author in whatever case
 * @param languageCode a language, of which all variants are meant, or a variant
 * @param attributes keys and values that it must have
 * @param publishedFromMs published then or later, milliseconds since 1970 UTC
 * @param publishedBeforeMs published before, milliseconds since 1970 UTC; {@link Long#MAX_VALUE} for no end
 */
public record ArticleFilter(
        String words,
        List<String> topics,
        String author,
        String languageCode,
        Map<String, String> attributes,
        Status status,
        long publishedFromMs,
        long publishedBeforeMs) {

    /** Lets every article through. */
    public static final ArticleFilter NONE =
            new ArticleFilter("", List.of(), "", "", Map.of(), Status.ANY, 0, Long.MAX_VALUE);

    /** Lets those through that may be recommended. */
    public static final ArticleFilter LIVE =
            new ArticleFilter("", List.of(), "", "", Map.of(), Status.LIVE, 0, Long.MAX_VALUE);

    /** What an article is at a moment. */
    public enum Status {
        ANY,
        /** May be recommended. */
        LIVE,
        /** Before its publication, and not hidden. */
        SCHEDULED,
        /** After its end, and not hidden. */
        EXPIRED,
        HIDDEN
    }

    public ArticleFilter {
        topics = List.copyOf(topics);
        attributes = new TreeMap<>(attributes);
    }
}
