package io.reco.server.tool.reader;

import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import io.reco.client.reader.MergeResult;
import io.reco.server.tool.call.Checking;
import io.reco.server.tool.call.Connected;
import io.reco.server.tool.json.ReaderJson;

@Command(
        name = "merge",
        description =
                "Moves all that one reader did and was served to another, as after a login; the first starts empty.",
        mixinStandardHelpOptions = true)
final class Merge implements Callable<Integer> {

    @Mixin
    private Connected server;

    @Mixin
    private Checking checking;

    @Parameters(index = "0", paramLabel = "FROM", description = "whose data moves")
    private String from;

    @Parameters(index = "1", paramLabel = "INTO", description = "to whom")
    private String into;

    @Option(
            names = "--request-id",
            paramLabel = "ID",
            defaultValue = "",
            description = "with the same one it happens once, however often it is sent; one is made when not given")
    private String requestId;

    @Override
    public Integer call() throws IOException {
        return server.run((client, output) -> {
            String id = requestId.isEmpty() ? UUID.randomUUID().toString() : requestId;
            MergeResult result = checking.of(client).merge(from, into, id);
            if (output.json()) {
                output.print(ReaderJson.of(result));
            } else {
                String what =
                        result.actions() + " actions and " + result.pages() + " pages from " + from + " to " + into;
                output.say(checking.told("moved", "move", what));
            }
            return true;
        });
    }
}
