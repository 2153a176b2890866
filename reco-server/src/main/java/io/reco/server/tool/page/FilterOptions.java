package io.reco.server.tool.page;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import io.reco.client.page.PageFilter;

/** What may be on a page. */
final class FilterOptions {

    private static final String[] NONE = {};

    @Option(names = "--topic", paramLabel = "TOPIC", description = "at least one of these topics; may be given again")
    private List<String> topics = List.of();

    @Option(names = "--no-topic", paramLabel = "TOPIC", description = "none of these topics; may be given again")
    private List<String> noTopics = List.of();

    @Option(names = "--no-author", paramLabel = "AUTHOR", description = "none of these authors; may be given again")
    private List<String> noAuthors = List.of();

    @Option(names = "--language", paramLabel = "CODE", description = "one of these languages; may be given again")
    private List<String> languages = List.of();

    @Option(names = "--attribute", paramLabel = "KEY=VALUE", description = "with this attribute; may be given again")
    private Map<String, String> attributes = Map.of();

    @Option(
            names = "--no-attribute",
            paramLabel = "KEY=VALUE",
            description = "without this attribute; may be given again")
    private Map<String, String> noAttributes = Map.of();

    @Option(names = "--published-from", paramLabel = "TIME", description = "published then (ISO 8601) or later")
    private @Nullable Instant publishedFrom;

    @Option(names = "--exclude", paramLabel = "ARTICLE", description = "not this one; may be given again")
    private List<String> excluded = List.of();

    PageFilter filter() {
        PageFilter.Builder filter = PageFilter.builder()
                .topicsAny(topics.toArray(NONE))
                .topicsNone(noTopics.toArray(NONE))
                .authorsNone(noAuthors.toArray(NONE))
                .languageCodes(languages.toArray(NONE))
                .attributesEqual(attributes)
                .attributesNotEqual(noAttributes)
                .excludedArticles(excluded);
        if (publishedFrom != null) {
            filter.publishedFrom(publishedFrom);
        }
        return filter.build();
    }
}
