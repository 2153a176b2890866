package io.reco.server.tool.page;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import io.reco.client.RecommendClient;
import io.reco.client.page.Explanation;
import io.reco.client.page.Exposure.Slot;
import io.reco.server.tool.call.Connected;
import io.reco.server.tool.call.Output;
import io.reco.server.tool.call.Table;
import io.reco.server.tool.json.PageJson;

@Command(
        name = "explain",
        description = {
            "Says why a page is as it is, and why other articles are not on it: by its token, or by --reader and --at.",
            "Exits 0 with the reasons, 1 when the page is not kept any more."
        },
        mixinStandardHelpOptions = true)
public final class Explain implements Callable<Integer> {

    @Mixin
    private Connected server;

    @Parameters(paramLabel = "TOKEN", arity = "0..1", defaultValue = "", description = "the page's exposure token")
    private String token;

    @Option(names = "--reader", paramLabel = "READER", defaultValue = "", description = "whose page")
    private String reader;

    @Option(names = "--placement", paramLabel = "NAME", defaultValue = "", description = "of which feed")
    private String placement;

    @Option(names = "--at", paramLabel = "TIME", description = "the page's time (ISO 8601)")
    private @Nullable Instant at;

    @Option(
            names = "--why-not",
            paramLabel = "ARTICLE",
            description = "says why this one is not on it, as of now; may be given again")
    private List<String> whyNot = List.of();

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        if (token.isEmpty() == (reader.isEmpty() || at == null)) {
            throw new ParameterException(
                    command.commandLine(), "TOKEN, --reader, --at: (expected: a token, or both a reader and a time)");
        }
        return server.run((client, output) -> {
            print(explanation(client), output);
            return true;
        });
    }

    private Explanation explanation(RecommendClient client) {
        return at == null ? client.explain(token, whyNot) : client.explain(reader, placement, at, whyNot);
    }

    private static void print(Explanation explanation, Output output) {
        if (output.json()) {
            output.print(PageJson.of(explanation));
            return;
        }
        Table table = Table.of(">#", "article", "rung", ">propensity", "exposed", "spoke for it");
        for (int i = 0; i < explanation.page().slots().size(); i++) {
            Slot slot = explanation.page().slots().get(i);
            boolean told = i < explanation.slots().size();
            table.row(
                    i + 1,
                    slot.articleId(),
                    PageTables.word(slot.rung()),
                    slot.propensity(),
                    told && explanation.slots().get(i).exposed() ? "yes" : "",
                    told ? PageTables.shares(explanation.slots().get(i).shares()) : PageTables.word(slot.source()));
        }
        output.print(table, "articles");
        if (!explanation.absences().isEmpty()) {
            output.print(PageTables.absences(explanation.absences()), "absences");
        }
        output.say("page of " + explanation.page().stamp() + ", policy "
                + explanation.page().policy().name() + ", model "
                + explanation.page().policy().modelId());
    }
}
