package io.reco.server.grpc.endpoint.page;

import java.util.List;
import java.util.Map;

import io.reco.server.domain.Ids;
import io.reco.server.domain.Limits;
import io.reco.server.domain.page.PageFilter;
import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.grpc.endpoint.Fields;

/** {@code reco.v1.PageFilter}. */
final class PageFilters {

    private static final int NAMES_MAX = 50;
    private static final int ATTRIBUTES_MAX = 20;
    private static final int TOPIC_CHARS_MAX = 100;
    private static final int AUTHOR_CHARS_MAX = 200;
    private static final int LANGUAGE_CHARS_MAX = 35;
    private static final int KEY_CHARS_MAX = 100;
    private static final int VALUE_CHARS_MAX = 2_000;

    private PageFilters() {}

    /** What is asked for, with a violation for whatever of it cannot be; of no meaning then. */
    static PageFilter decode(String path, io.reco.api.v1.PageFilter filter, List<Violation> violations) {
        checkNames(path + ".topics_any", filter.getTopicsAnyList(), TOPIC_CHARS_MAX, violations);
        checkNames(path + ".topics_none", filter.getTopicsNoneList(), TOPIC_CHARS_MAX, violations);
        checkNames(path + ".authors_none", filter.getAuthorsNoneList(), AUTHOR_CHARS_MAX, violations);
        checkNames(path + ".language_codes", filter.getLanguageCodesList(), LANGUAGE_CHARS_MAX, violations);
        checkAttributes(path + ".attributes_equal", filter.getAttributesEqualMap(), violations);
        checkAttributes(path + ".attributes_not_equal", filter.getAttributesNotEqualMap(), violations);
        checkCount(path + ".excluded_article_ids", filter.getExcludedArticleIdsCount(), Limits.ITEMS_MAX, violations);
        for (int i = 0; i < filter.getExcludedArticleIdsCount(); i++) {
            Ids.check(path + ".excluded_article_ids[" + i + "]", filter.getExcludedArticleIds(i), violations);
        }
        return new PageFilter(
                filter.getTopicsAnyList(),
                filter.getTopicsNoneList(),
                filter.getAuthorsNoneList(),
                filter.getLanguageCodesList(),
                filter.getAttributesEqualMap(),
                filter.getAttributesNotEqualMap(),
                filter.hasPublishedFrom() ? publishedFromMs(path, filter, violations) : 0,
                filter.getExcludedArticleIdsList());
    }

    private static long publishedFromMs(String path, io.reco.api.v1.PageFilter filter, List<Violation> violations) {
        long ms = Fields.millis(filter.getPublishedFrom());
        if (ms == Fields.NOT_A_TIME) {
            String sent = Fields.text(filter.getPublishedFrom());
            violations.add(Violation.of(path + ".published_from", sent, "a time from 1970 to 9999"));
        }
        return ms;
    }

    /** Adds a violation for more than {@code max} items. */
    static void checkCount(String field, int count, int max, List<Violation> violations) {
        if (count > max) {
            violations.add(Violation.of(field, count + " items", "at most " + max));
        }
    }

    private static void checkNames(String field, List<String> names, int charsMax, List<Violation> violations) {
        checkCount(field, names.size(), NAMES_MAX, violations);
        for (int i = 0; i < names.size(); i++) {
            checkLength(field + "[" + i + "]", names.get(i), 1, charsMax, violations);
        }
    }

    private static void checkAttributes(String field, Map<String, String> attributes, List<Violation> violations) {
        checkCount(field, attributes.size(), ATTRIBUTES_MAX, violations);
        attributes.forEach((key, value) -> {
            checkLength(field + " key", key, 1, KEY_CHARS_MAX, violations);
            checkLength(field + "[" + key + "]", value, 0, VALUE_CHARS_MAX, violations);
        });
    }

    private static void checkLength(String field, String text, int least, int most, List<Violation> violations) {
        int length = text.codePointCount(0, text.length());
        if (length < least || length > most) {
            violations.add(Violation.of(field, length + " characters", least + ".." + most + " characters"));
        }
    }
}
