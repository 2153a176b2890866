package io.reco.server.tool.reader;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import io.reco.client.reader.ErasureReceipt;
import io.reco.server.tool.call.Checking;
import io.reco.server.tool.call.Connected;
import io.reco.server.tool.console.Console;
import io.reco.server.tool.json.ReaderJson;

@Command(
        name = "erase",
        description = {
            "Erases a reader: all that is kept of them at once, log and snapshots with their retention. It cannot be undone."
                    + " Asks for the id again, or needs --yes.",
            "Prints the receipt."
        },
        mixinStandardHelpOptions = true)
final class Erase implements Callable<Integer> {

    @Mixin
    private Connected server;

    @Mixin
    private Checking checking;

    @Parameters(paramLabel = "READER", description = "whom")
    private String reader;

    @Option(names = "--yes", description = "does not ask; nor does --validate-only")
    private boolean yes;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        if (!yes && !checking.only() && !confirmed()) {
            Console.of(command.commandLine())
                    .complain("reco: READER: not confirmed, nothing was erased (expected: the id again, or --yes)");
            return ExitCode.SOFTWARE;
        }
        return server.run((client, output) -> {
            ErasureReceipt receipt = checking.of(client).erase(reader);
            if (output.json()) {
                output.print(ReaderJson.of(receipt));
            } else {
                String when = checking.only() ? "" : " at " + receipt.eraseTime();
                output.say(checking.told(
                        "erased",
                        "erase",
                        "reader " + reader + when + ": " + receipt.actions() + " actions, " + receipt.pages()
                                + " pages"));
                output.say("log and snapshots " + (checking.only() ? "would be" : "are") + " without them from "
                        + receipt.goneTime() + " on");
            }
            return true;
        });
    }

    private boolean confirmed() throws IOException {
        var err = command.commandLine().getErr();
        err.print("All that is kept of this reader will be gone. Type the id again to erase it: ");
        err.flush();
        // Not closed: it is the program's.
        String typed = new BufferedReader(new InputStreamReader(System.in, UTF_8)).readLine();
        return typed != null && typed.strip().equals(reader);
    }
}
