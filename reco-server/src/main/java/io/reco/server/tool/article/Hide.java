package io.reco.server.tool.article;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import io.reco.client.RecommendClient;
import io.reco.client.catalog.ArticleDetails;
import io.reco.client.catalog.ArticleField;
import io.reco.client.catalog.FoundArticles;
import io.reco.client.catalog.UpsertResult;
import io.reco.server.tool.call.Checking;
import io.reco.server.tool.call.Connected;
import io.reco.server.tool.call.Output;
import io.reco.server.tool.remote.Refusals;

@Command(
        name = "hide",
        description = {
            "Takes articles off all pages, from the very next one on, also off those that were served before.",
            "Exits 0 when all are hidden, 1 when some are not there."
        },
        mixinStandardHelpOptions = true)
final class Hide implements Callable<Integer> {

    @Mixin
    private Connected server;

    @Mixin
    private Checking checking;

    @Parameters(paramLabel = "ARTICLE", arity = "1..*", description = "which")
    private List<String> ids;

    @Option(names = "--undo", description = "lets them be shown again")
    private boolean undo;

    @Override
    public Integer call() throws IOException {
        return server.run((client, output) -> hide(checking.of(client), output));
    }

    /** Only what is there: an upsert would add the others. */
    private boolean hide(RecommendClient client, Output output) {
        FoundArticles found = client.articles(ids);
        List<ArticleDetails> changes = found.articles().stream()
                .map(article ->
                        ArticleDetails.builder(article.id()).hidden(!undo).build())
                .toList();
        UpsertResult result = client.upsert(changes, Set.of(ArticleField.HIDDEN));
        found.missing()
                .forEach(id -> output.complain("article " + id + ": not there (expected: one of the catalogue)"));
        result.refused()
                .forEach(refused -> output.complain("article " + refused.what().id() + ": " + Refusals.text(refused)));
        if (output.json()) {
            output.say("{\"upsertedCount\":" + result.upserted() + "}");
        } else {
            String count = String.valueOf(result.upserted());
            output.say(
                    undo ? checking.told("shown again", "show again", count) : checking.told("hidden", "hide", count));
        }
        return found.missing().isEmpty() && result.refused().isEmpty();
    }
}
