package io.reco.server.domain.page;

import java.util.List;
import java.util.Map;

/**
 * What may be on a page; all of it must hold. Topics, authors and languages are names as a caller writes them, in whatever case.
 *
 * @param topicsAny an article has at least one of these; empty for whatever
 * @param topicsNone and none of these
 * @param authorsNone it is by none of these
 * @param languages it is in one of these or in an unknown one; empty for whatever
 * @param attributesEqual it has these attributes, with these values
 * @param attributesNotEqual and none of these with this value
 * @param publishedFromMs it was published then or later, milliseconds since 1970 UTC; 0 for whenever
 * @param excludedArticles its id is none of these
 */
public record PageFilter(
        List<String> topicsAny,
        List<String> topicsNone,
        List<String> authorsNone,
        List<String> languages,
        Map<String, String> attributesEqual,
        Map<String, String> attributesNotEqual,
        long publishedFromMs,
        List<String> excludedArticles) {

    /** Lets everything through. */
    public static final PageFilter NONE =
            new PageFilter(List.of(), List.of(), List.of(), List.of(), Map.of(), Map.of(), 0, List.of());

    public PageFilter {
        topicsAny = List.copyOf(topicsAny);
        topicsNone = List.copyOf(topicsNone);
        authorsNone = List.copyOf(authorsNone);
        languages = List.copyOf(languages);
        attributesEqual = Map.copyOf(attributesEqual);
        attributesNotEqual = Map.copyOf(attributesNotEqual);
        excludedArticles = List.copyOf(excludedArticles);
    }

    /** Whether it asks anything of an article beside its id. */
    public boolean asks() {
        return !(topicsAny.isEmpty()
                && topicsNone.isEmpty()
                && authorsNone.isEmpty()
                && languages.isEmpty()
                && attributesEqual.isEmpty()
                && attributesNotEqual.isEmpty()
                && publishedFromMs == 0);
    }
}
