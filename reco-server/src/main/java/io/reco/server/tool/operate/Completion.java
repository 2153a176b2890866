package io.reco.server.tool.operate;

import java.io.PrintWriter;
import java.util.Locale;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = {
            "Prints what a shell needs to complete commands and options:",
            "source <(reco completion bash)",
        },
        mixinStandardHelpOptions = true)
public final class Completion implements Runnable {

    /** One script is for both. */
    enum Shell {
        BASH,
        ZSH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(paramLabel = "bash|zsh", description = "which shell")
    @SuppressWarnings("UnusedVariable") // one script is for both, but which is asked for may matter one day
    private Shell shell;

    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        CommandLine reco = command.root().commandLine();
        PrintWriter out = command.commandLine().getOut();
        out.print(AutoComplete.bash(reco.getCommandName(), reco));
        out.flush();
    }
}
