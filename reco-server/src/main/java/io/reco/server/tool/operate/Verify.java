package io.reco.server.tool.operate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import io.reco.server.store.StoreException;
import io.reco.server.store.rocksdb.Verification;
import io.reco.server.tool.console.Console;

@Command(
        name = "verify",
        description = {
            "Reads all of a store whose server does not run, and changes nothing: its files by their checksums, each record in"
                    + " them, whether the log goes on without a gap, and whether the counts are what the log says.",
            "Exits 0 when all is well, 1 when something is wrong, which is named by file."
        },
        mixinStandardHelpOptions = true)
public final class Verify implements Callable<Integer> {

    @Option(
            names = "--store",
            defaultValue = "${env:RECO_STORE:-reco-data}",
            paramLabel = "DIR",
            description = "directory of the embedded store; default ${DEFAULT-VALUE}")
    private Path store;

    @Option(
            names = "--snapshots",
            defaultValue = "${env:RECO_SNAPSHOTS}",
            paramLabel = "DIR",
            description = "directory of the models' snapshots; unset: 'snapshots' in the store")
    private @Nullable Path snapshots;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        if (!Files.isDirectory(store)) {
            throw new IOException("--store: " + store + " (expected: the directory of a store)");
        }
        Console console = Console.of(command.commandLine());
        try {
            Verification.Findings found = Verification.run(store, Optional.ofNullable(snapshots), Clock.systemUTC());
            found.told().forEach(console::say);
            found.wrong().forEach(line -> console.say("wrong: " + line));
            console.say(
                    found.wrong().isEmpty()
                            ? "all is well"
                            : found.wrong().size() + " wrong; 'reco repair --store " + store
                                    + "' says what can be kept, 'reco restore' makes a store of a backup");
            return found.wrong().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
        } catch (StoreException e) {
            throw new IOException(e.getMessage(), e.getCause());
        }
    }
}
