package io.reco.server.tool.page;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import io.reco.client.page.Page;
import io.reco.client.page.PageRequest;
import io.reco.server.tool.call.Connected;
import io.reco.server.tool.call.Output;
import io.reco.server.tool.json.PageJson;

@Command(
        name = "recommend",
        description = {
            "Asks for a page, as a program would: it is kept, and not repeated to its reader. With --look it leaves no trace.",
            "Exits 0 with the page, 1 when there is an error."
        },
        mixinStandardHelpOptions = true)
public final class Recommend implements Callable<Integer> {

    @Mixin
    private Connected server;

    @Mixin
    private FilterOptions filter;

    @Parameters(paramLabel = "READER", arity = "0..1", defaultValue = "", description = "for whom; unset: for nobody")
    private String reader;

    @Option(names = "--count", paramLabel = "N", description = "how many articles; 10 when not given")
    private int count;

    @Option(names = "--placement", paramLabel = "NAME", defaultValue = "", description = "of which feed")
    private String placement;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "the page of this moment (ISO 8601), or the newest one before it")
    private @Nullable Instant at;

    @Option(names = "--recent", paramLabel = "ARTICLE", description = "opened just now; may be given again")
    private List<String> recent = List.of();

    @Option(names = "--diversity", paramLabel = "0..1", description = "how much variety counts; as the policy has it")
    private @Nullable Double diversity;

    @Option(names = "--look", description = "leaves no trace, and gives no token")
    private boolean look;

    @Option(names = "--explain", description = "says of each article what spoke for it")
    private boolean explain;

    @Option(
            names = "--why-not",
            paramLabel = "ARTICLE",
            description = "says why this one is not on the page, which is a look; may be given again")
    private List<String> whyNot = List.of();

    @Override
    public Integer call() throws IOException {
        return server.run((client, output) -> {
            print(client.recommend(request()), output);
            return true;
        });
    }

    private PageRequest request() {
        PageRequest.Builder request = PageRequest.of(reader)
                .count(count)
                .placement(placement)
                .recentArticles(recent)
                .filter(filter.filter())
                .details()
                .explainArticles(whyNot);
        if (at != null) {
            request.at(at);
        }
        if (diversity != null) {
            request.diversity(diversity);
        }
        if (look || !whyNot.isEmpty()) {
            request.look();
        }
        if (explain) {
            request.explain();
        }
        return request.build();
    }

    static void print(Page page, Output output) {
        if (output.json()) {
            output.print(PageJson.of(page));
            return;
        }
        output.print(PageTables.articles(page.articles()), "articles");
        if (!page.absences().isEmpty()) {
            output.print(PageTables.absences(page.absences()), "absences");
        }
        if (!page.stamp().equals(Instant.EPOCH)) {
            output.say("page of " + page.stamp() + (page.degraded() ? ", degraded" : ""));
        }
        if (!page.exposureToken().isEmpty()) {
            output.say("token " + page.exposureToken());
        }
    }
}
