package io.reco.server.tool.page;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import io.reco.client.page.RecommendedArticle;
import io.reco.client.page.TopRequest;
import io.reco.server.tool.call.Connected;
import io.reco.server.tool.json.PageJson;

@Command(
        name = "top",
        description = {"Lists the articles of the moment.", "Exits 0 with the list, 1 when there is an error."},
        mixinStandardHelpOptions = true)
public final class Top implements Callable<Integer> {

    @Mixin
    private Connected server;

    @Mixin
    private FilterOptions filter;

    @Parameters(
            paramLabel = "KIND",
            arity = "0..1",
            defaultValue = "TRENDING",
            description = "trending (read most now), popular (viewed most, ever) or latest; trending when not given")
    private TopRequest.Kind kind;

    @Option(names = "--of", paramLabel = "TOPIC", defaultValue = "", description = "the top of this topic")
    private String topic;

    @Option(names = "--count", paramLabel = "N", description = "how many articles; 10 when not given")
    private int count;

    @Override
    public Integer call() throws IOException {
        TopRequest request = TopRequest.of(kind)
                .topic(topic)
                .count(count)
                .filter(filter.filter())
                .details()
                .build();
        return server.run((client, output) -> {
            List<RecommendedArticle> articles = client.top(request);
            if (articles.isEmpty()) {
                output.none("articles");
            } else if (output.json()) {
                articles.forEach(article -> output.print(PageJson.of(article)));
            } else {
                output.print(PageTables.articles(articles), "articles");
            }
            return true;
        });
    }
}
