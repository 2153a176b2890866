package io.reco.server.tool;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Scanner;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import io.reco.server.store.StoreException;
import io.reco.server.store.rocksdb.ClockRepair;
import io.reco.server.store.rocksdb.db.Mending;
import io.reco.server.tool.console.Console;
import io.reco.server.tool.operate.StoreFolders;

@Command(
        name = "repair",
        description = {
            "Repairs a store whose server does not run. Without --clock: one whose files are damaged; it says what stays and what"
                    + " goes, asks, and keeps a copy of what it changes.",
            "Exits 0 when the store can be started, 1 when it cannot or nothing was done: then 'reco restore' a backup;"
                    + " 2 when there is no store."
        },
        mixinStandardHelpOptions = true)
final class Repair implements Callable<Integer> {

    @Option(
            names = "--clock",
            description =
                    "after the clock was ahead: cuts what is stored of later than now to now, and removes pages and"
                            + " snapshots of later")
    private boolean clock;

    @Option(names = "--yes", description = "does it without asking")
    private boolean yes;

    @Mixin
    private StoreFolders folders;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        Path store = folders.existing();
        Console console = Console.of(command.commandLine());
        try {
            return clock ? cutTimes(store, console) : mend(store, console);
        } catch (StoreException e) {
            throw new IOException(e.getMessage(), e.getCause());
        }
    }

    private int cutTimes(Path store, Console console) throws IOException {
        ClockRepair.Cut cut = ClockRepair.run(store, folders.snapshots(), Clock.systemUTC());
        console.say("cut to now: " + cut.runs() + " runs of facts, " + cut.articles() + " articles, " + cut.readers()
                + " readers, " + cut.eventIds() + " event ids");
        return ExitCode.OK;
    }

    private int mend(Path store, Console console) throws IOException {
        Mending mending = Mending.plan(store);
        if (!mending.hopeless().isEmpty()) {
            mending.hopeless().forEach(line -> console.say("cannot be repaired: " + line));
            console.say("what it held cannot be told from what is left: 'reco restore' makes a store of a backup");
            return ExitCode.SOFTWARE;
        }
        mending.steps().forEach(console::say);
        if (mending.steps().isEmpty()) {
            console.say("nothing is wrong with its files");
            return ExitCode.OK;
        }
        if (!yes && !agreed(console)) {
            console.say("nothing was done");
            return ExitCode.SOFTWARE;
        }
        Path kept = mending.apply(Clock.systemUTC().instant());
        console.say("done; what was changed is in " + kept + " as it was, with readers' data: remove it in time");
        return ExitCode.OK;
    }

    private static boolean agreed(Console console) {
        console.say("Do it? [y/N]");
        Scanner answers = new Scanner(System.in, Charset.defaultCharset());
        return answers.hasNextLine() && answers.nextLine().strip().equalsIgnoreCase("y");
    }
}
