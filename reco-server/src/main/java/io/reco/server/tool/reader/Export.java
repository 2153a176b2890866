package io.reco.server.tool.reader;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import io.reco.client.reader.ReaderRecord;
import io.reco.server.tool.call.Connected;
import io.reco.server.tool.json.ReaderJson;

@Command(
        name = "export",
        description = {
            "Writes everything there is of a reader, one JSON object a line: what they stated, then pages and actions, the"
                    + " newest first, then events as the log still has them, the oldest first.",
            "It is whole only when it exits 0."
        },
        mixinStandardHelpOptions = true)
final class Export implements Callable<Integer> {

    @Mixin
    private Connected server;

    @Parameters(paramLabel = "READER", description = "whose")
    private String reader;

    @Override
    public Integer call() throws IOException {
        return server.run((client, output) -> {
            try (Stream<ReaderRecord> records = client.export(reader)) {
                records.forEach(record -> output.print(ReaderJson.of(record)));
            }
            return true;
        });
    }
}
