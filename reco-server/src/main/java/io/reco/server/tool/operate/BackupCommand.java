package io.reco.server.tool.operate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import io.reco.client.operations.BackupResult;
import io.reco.server.tool.call.Connected;

@Command(
        name = "backup",
        description = {
            "Copies a server's store into a folder while it serves. The folder holds readers' data and the key that signs"
                    + " tokens: only its owner may look into it, and it is to be kept as the store itself is.",
            "Its file reco-backup, written last, lists all others: without it the backup is not whole."
        },
        mixinStandardHelpOptions = true)
public final class BackupCommand implements Callable<Integer> {

    @Mixin
    private Connected server;

    @Parameters(paramLabel = "FOLDER", description = "made; may be there, but empty")
    private Path folder;

    @Override
    public Integer call() throws IOException {
        return server.run((client, output) -> {
            BackupResult result = client.backup(folder);
            if (output.json()) {
                output.say("{\"position\":" + result.position() + ",\"files\":" + result.files() + ",\"bytes\":"
                        + result.bytes() + "}");
            } else {
                output.say("backup of " + result.files() + " files, " + result.bytes() + " bytes, up to position "
                        + result.position() + " in " + folder);
            }
            output.complain(folder + " holds readers' data and the key that signs tokens: keep it from others");
            return true;
        });
    }
}
