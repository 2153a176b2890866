package io.reco.server.tool.look;

import java.io.IOException;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import io.reco.client.operations.ArticleFunnel;
import io.reco.client.operations.ArticleFunnel.HourUse;
import io.reco.server.tool.call.Connected;
import io.reco.server.tool.call.Table;
import io.reco.server.tool.json.LookJson;

@Command(
        name = "funnel",
        description = {
            "Says what became of an article, hour by hour and by where it was shown: seen, opened, read to the end, shared.",
            "Exits 0 also when nothing was reported of it, 1 when the catalogue never had it."
        },
        mixinStandardHelpOptions = true)
public final class Funnel implements Callable<Integer> {

    @Mixin
    private Connected server;

    @Parameters(paramLabel = "ARTICLE", description = "which")
    private String article;

    @Option(
            names = "--hours",
            paramLabel = "N",
            defaultValue = "48",
            description = "the latest so many, at most 168; ${DEFAULT-VALUE} when not given")
    private int hours;

    @Override
    public Integer call() throws IOException {
        return server.run((client, output) -> {
            ArticleFunnel funnel = client.funnel(article, hours);
            if (output.json()) {
                output.print(LookJson.of(funnel));
            } else {
                output.print(table(funnel), "events of it since " + funnel.since());
            }
            return true;
        });
    }

    private static Table table(ArticleFunnel funnel) {
        Table table = Table.of("hour", "source", "placement", ">exposed", ">opened", ">read", ">shared");
        for (HourUse use : funnel.hours()) {
            table.row(
                    use.hour(),
                    Words.source(use.source()),
                    use.placement(),
                    use.exposed(),
                    use.opened(),
                    use.read(),
                    use.shared());
        }
        return table;
    }
}
