package io.reco.server.tool.article;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import io.reco.client.catalog.ArticleView;
import io.reco.client.catalog.FoundArticles;
import io.reco.server.tool.call.Connected;

@Command(
        name = "show",
        description = {
            "Shows articles; with --json all that there is of them.",
            "Exits 0 when all are there, 1 when some are not."
        },
        mixinStandardHelpOptions = true)
final class ShowArticles implements Callable<Integer> {

    @Mixin
    private Connected server;

    @Parameters(paramLabel = "ARTICLE", arity = "1..*", description = "which")
    private List<String> ids;

    @Override
    public Integer call() throws IOException {
        return server.run((client, output) -> {
            FoundArticles found = client.articles(ids, ArticleView.FULL);
            if (!found.articles().isEmpty()) {
                ArticleTables.print(found.articles(), output);
            }
            for (String id : found.missing()) {
                String what = found.deleted().contains(id) ? "deleted" : "not there";
                output.complain("article " + id + ": " + what + " (expected: one of the catalogue)");
            }
            return found.missing().isEmpty();
        });
    }
}
