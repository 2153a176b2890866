package io.reco.server.tool.operate;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "restore",
        description = {
            "Makes a store of a backup, after reading all of it and finding it whole. Start a server of the same or a newer"
                    + " version on the store then.",
            "Exits 0 when the store is there, 1 when the backup is not whole, 2 when FOLDER is none or the store's"
                    + " folder not empty."
        },
        mixinStandardHelpOptions = true)
public final class Restore implements Callable<Integer> {

    @Parameters(paramLabel = "FOLDER", description = "a backup, as 'reco backup' made it")
    private Path folder;

    @Option(
            names = "--store",
            paramLabel = "DIR",
            defaultValue = "${env:RECO_STORE:-reco-data}",
            description = "the store's folder, empty or not there; default ${DEFAULT-VALUE}")
    private Path store;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        if (!BackupFolder.isBackup(folder)) {
            throw bad("FOLDER: " + folder + " (expected: a backup that is whole, with its file " + BackupFolder.LIST
                    + ")");
        }
        if (!BackupFolder.isEmpty(store)) {
            throw bad("--store: " + store + " (expected: an empty folder, or none)");
        }
        BackupFolder backup = BackupFolder.check(folder);
        backup.copyTo(store);
        PrintWriter out = command.commandLine().getOut();
        out.println("restored " + backup.size() + " files into " + store);
        out.flush();
        return ExitCode.OK;
    }

    private ParameterException bad(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
