package io.reco.server.tool.article;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import io.reco.client.catalog.ArticleDetails;
import io.reco.client.catalog.ArticleQuery;
import io.reco.client.catalog.ArticleView;
import io.reco.server.tool.call.Connected;
import io.reco.server.tool.call.Output;

@Command(
        name = "list",
        description = {
            "Lists the catalogue, or what of it the options let through.",
            "With --json one article a line, as 'article upsert' reads it."
        },
        mixinStandardHelpOptions = true)
final class ListArticles implements Callable<Integer> {

    @Mixin
    private Connected server;

    @Option(names = "--words", paramLabel = "WORDS", defaultValue = "", description = "with all of these words")
    private String words;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "at least one of these; may be given again")
    private List<String> topics = List.of();

    @Option(names = "--author", paramLabel = "AUTHOR", defaultValue = "", description = "by this author")
    private String author;

    @Option(names = "--language", paramLabel = "CODE", defaultValue = "", description = "in this language")
    private String language;

    @Option(names = "--attribute", paramLabel = "KEY=VALUE", description = "with this attribute; may be given again")
    private Map<String, String> attributes = Map.of();

    @Option(names = "--status", paramLabel = "STATUS", description = "now: ${COMPLETION-CANDIDATES}")
    private ArticleQuery.@Nullable Status status;

    @Option(names = "--published-from", paramLabel = "TIME", description = "published then (ISO 8601) or later")
    private @Nullable Instant publishedFrom;

    @Option(names = "--published-before", paramLabel = "TIME", description = "published before then")
    private @Nullable Instant publishedBefore;

    @Option(names = "--newest-first", description = "the latest first; otherwise by the bytes of the ids")
    private boolean newestFirst;

    @Option(names = "--count", paramLabel = "N", description = "how many at most; all when not given")
    private long count = Long.MAX_VALUE;

    @Override
    public Integer call() throws IOException {
        return server.run((client, output) -> {
            print(client.listArticles(query()).limit(Math.max(0, count)).iterator(), output);
            return true;
        });
    }

    private ArticleQuery query() {
        ArticleQuery.Builder query = ArticleQuery.builder()
                .words(words)
                .topics(topics.toArray(String[]::new))
                .author(author)
                .languageCode(language)
                .attributes(attributes)
                .order(newestFirst ? ArticleQuery.Order.NEWEST_FIRST : ArticleQuery.Order.ID)
                .view(ArticleView.FULL);
        if (status != null) {
            query.status(status);
        }
        if (publishedFrom != null) {
            query.publishedFrom(publishedFrom);
        }
        if (publishedBefore != null) {
            query.publishedBefore(publishedBefore);
        }
        return query.build();
    }

    private static void print(Iterator<ArticleDetails> articles, Output output) {
        if (!articles.hasNext()) {
            output.none("articles");
        }
        List<ArticleDetails> some = new ArrayList<>();
        while (articles.hasNext()) {
            some.add(articles.next());
            if (some.size() == ArticleTables.rowsMax() || !articles.hasNext()) {
                ArticleTables.print(some, output);
                some.clear();
            }
        }
    }
}
