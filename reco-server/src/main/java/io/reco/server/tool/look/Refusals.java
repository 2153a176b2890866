package io.reco.server.tool.look;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import io.reco.client.operations.RecentRefusal;
import io.reco.server.tool.call.Connected;
import io.reco.server.tool.call.Table;
import io.reco.server.tool.json.LookJson;

@Command(
        name = "refusals",
        description = {
            "Lists what the server refused lately, the latest first: calls, and single events and articles of calls, each with the"
                    + " sentence that its caller got.",
            "Exits 0 also when nothing was refused, 1 when there is an error."
        },
        mixinStandardHelpOptions = true)
public final class Refusals implements Callable<Integer> {

    @Mixin
    private Connected server;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "100",
            description = "how many at most, 1..1000; ${DEFAULT-VALUE} when not given")
    private int count;

    @Override
    public Integer call() throws IOException {
        return server.run((client, output) -> {
            List<RecentRefusal> refusals = client.refusals(count);
            if (output.json() && !refusals.isEmpty()) {
                refusals.forEach(refusal -> output.print(LookJson.of(refusal)));
            } else {
                output.print(table(refusals), "refusals");
            }
            return true;
        });
    }

    private static Table table(List<RecentRefusal> refusals) {
        Table table = Table.of("last", ">times", "method", "caller", "code", "told");
        for (RecentRefusal refusal : refusals) {
            table.row(
                    refusal.lastTime(),
                    refusal.count(),
                    refusal.method(),
                    refusal.caller(),
                    refusal.code(),
                    (refusal.item() ? "one of a call: " : "") + refusal.message());
        }
        return table;
    }
}
