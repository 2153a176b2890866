package io.reco.server.tool.article;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import io.reco.client.catalog.DeleteResult;
import io.reco.server.tool.call.Checking;
import io.reco.server.tool.call.Connected;

@Command(
        name = "delete",
        description = {
            "Takes articles out of the catalogue; what readers did with them stays counted. An id that is written again"
                    + " within a day is the same article.",
            "Exits 0 when all were there, 1 when some were not."
        },
        mixinStandardHelpOptions = true)
final class Delete implements Callable<Integer> {

    @Mixin
    private Connected server;

    @Mixin
    private Checking checking;

    @Parameters(paramLabel = "ARTICLE", arity = "1..*", description = "which")
    private List<String> ids;

    @Override
    public Integer call() throws IOException {
        return server.run((client, output) -> {
            DeleteResult result = checking.of(client).delete(ids);
            result.missing()
                    .forEach(id -> output.complain("article " + id + ": not there (expected: one of the catalogue)"));
            if (output.json()) {
                output.say("{\"deletedCount\":" + result.deleted() + "}");
            } else {
                output.say(checking.told("deleted", "delete", String.valueOf(result.deleted())));
            }
            return result.missing().isEmpty();
        });
    }
}
