package io.reco.server.tool.operate;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import io.reco.server.store.StoreException;
import io.reco.server.store.rocksdb.Verification;
import io.reco.server.tool.console.Console;

@Command(
        name = "verify",
        description = {
            "Reads all of a store whose server does not run, and changes nothing: its files by their checksums, each record in"
                    + " them, whether the log goes on without a gap, and whether the counts are what the log says.",
            "Exits 0 when all is well, 1 when something is wrong, which is named by file, 2 when there is no store."
        },
        mixinStandardHelpOptions = true)
public final class Verify implements Callable<Integer> {

    @Mixin
    private StoreFolders folders;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        Path store = folders.existing();
        Console console = Console.of(command.commandLine());
        try {
            Verification.Findings found = Verification.run(store, folders.snapshots(), Clock.systemUTC());
            found.told().forEach(console::say);
            found.unsure().forEach(line -> console.say("unsure: " + line));
            found.wrong().forEach(line -> console.say("wrong: " + line));
            console.say(result(found, store));
            return found.wrong().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
        } catch (StoreException e) {
            throw new IOException(e.getMessage(), e.getCause());
        }
    }

    private static String result(Verification.Findings found, Path store) {
        if (!found.wrong().isEmpty()) {
            return found.wrong().size() + " wrong; 'reco repair --store " + store
                    + "' says what can be kept, 'reco restore' makes a store of a backup";
        }
        return found.unsure().isEmpty() ? "all is well" : "nothing wrong was found in what is there";
    }
}
