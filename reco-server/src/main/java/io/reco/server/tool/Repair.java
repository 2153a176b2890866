package io.reco.server.tool;

import java.io.IOException;
import java.io.PrintWriter;
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
import io.reco.server.store.rocksdb.ClockRepair;

@Command(name = "repair", description = "Repairs a store whose server does not run.", mixinStandardHelpOptions = true)
final class Repair implements Callable<Integer> {

    @Option(
            names = "--clock",
            required = true,
            description =
                    "after the clock was ahead: cuts what is stored of later than now to now, and removes pages and"
                            + " snapshots of later")
    @SuppressWarnings("UnusedVariable") // required, so always true: there is nothing else to repair yet
    private boolean clock;

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
        if (!Files.isRegularFile(store.resolve("CURRENT"))) { // every store has it
            throw new IOException("--store: " + store + " (expected: the directory of a store)");
        }
        try {
            ClockRepair.Cut cut = ClockRepair.run(store, Optional.ofNullable(snapshots), Clock.systemUTC());
            PrintWriter out = command.commandLine().getOut();
            out.printf(
                    "cut to now: %d runs of facts, %d articles, %d readers, %d event ids%n",
                    cut.runs(), cut.articles(), cut.readers(), cut.eventIds());
            out.flush();
            return ExitCode.OK;
        } catch (StoreException e) {
            throw new IOException(e.getMessage(), e.getCause());
        }
    }
}
