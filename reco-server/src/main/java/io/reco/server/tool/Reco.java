package io.reco.server.tool;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

import io.reco.server.domain.refusal.Refusal;
import io.reco.server.tool.article.ArticleCommand;
import io.reco.server.tool.load.Import;
import io.reco.server.tool.look.Funnel;
import io.reco.server.tool.look.Quality;
import io.reco.server.tool.look.Refusals;
import io.reco.server.tool.measure.Evaluate;
import io.reco.server.tool.operate.BackupCommand;
import io.reco.server.tool.operate.Completion;
import io.reco.server.tool.operate.Restore;
import io.reco.server.tool.operate.Tail;
import io.reco.server.tool.operate.Token;
import io.reco.server.tool.operate.Verify;
import io.reco.server.tool.page.Explain;
import io.reco.server.tool.page.Recommend;
import io.reco.server.tool.page.Related;
import io.reco.server.tool.page.Top;
import io.reco.server.tool.reader.ReaderCommand;
import io.reco.server.tool.remote.Health;
import io.reco.server.tool.simulate.Simulate;

/** The program: its commands, and what it exits with: 0 done, 1 not (all) done, 2 asked for something impossible. */
@Command(
        name = "reco",
        description = "An article recommender. Without a command it serves.",
        mixinStandardHelpOptions = true,
        versionProvider = Reco.Version.class,
        subcommands = {
            Recommend.class,
            Explain.class,
            Related.class,
            Top.class,
            Funnel.class,
            Quality.class,
            Refusals.class,
            ArticleCommand.class,
            ReaderCommand.class,
            Tail.class,
            Import.class,
            BackupCommand.class,
            Restore.class,
            Token.class,
            Verify.class,
            Repair.class,
            Evaluate.class,
            Simulate.class,
            Health.class,
            Completion.class
        })
public final class Reco {

    private static final String DEFAULT_COMMAND = "serve";
    private static final int ALIKE_MAX = 3;

    public static void main(String[] args) {
        // gRPC and the JDK log through java.util.logging.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        System.exit(commandLine().execute(withCommand(args)));
    }

    public static CommandLine commandLine() {
        CommandLine reco = new CommandLine(new Reco()).addSubcommand(Serve.command(System.getenv()));
        tellVersion(reco);
        reco.registerConverter(Instant.class, Reco::instant);
        return reco.setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Reco::explain)
                .setExecutionExceptionHandler(Reco::fail);
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new TypeConversionException(text + " (expected: ISO-8601 such as 2026-11-23T08:00:00Z)");
        }
    }

    /** Every command knows {@code --version}, and it is the program's. */
    private static void tellVersion(CommandLine command) {
        command.getCommandSpec().versionProvider(new Version());
        command.getSubcommands().values().forEach(Reco::tellVersion);
    }

    /** Options alone are those of the default command. */
    static String[] withCommand(String[] args) {
        boolean options = args.length == 0 || (args[0].startsWith("-") && !asksAboutReco(args[0]));
        if (!options) {
            return args;
        }
        String[] completed = new String[args.length + 1];
        completed[0] = DEFAULT_COMMAND;
        System.arraycopy(args, 0, completed, 1, args.length);
        return completed;
    }

    private static boolean asksAboutReco(String option) {
        return Arrays.asList("-h", "--help", "-V", "--version").contains(option);
    }

    private static int explain(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        if (!(e instanceof UnmatchedArgumentException)) {
            err.println("reco: " + e.getMessage());
            err.println("'" + name + " --help' says more.");
        }
        // A misspelt option is why a required one is missing.
        List<String> unmatched = command.getUnmatchedArguments();
        if (!unmatched.isEmpty()) {
            unmatched.forEach(argument ->
                    err.println("reco: " + argument + ": unknown (expected: what '" + name + " --help' lists)"));
            List<String> alike = new UnmatchedArgumentException(command, unmatched).getSuggestions();
            if (!alike.isEmpty()) {
                int count = Math.min(alike.size(), ALIKE_MAX);
                err.println("Did you mean " + String.join(" or ", alike.subList(0, count)) + "?");
            }
        }
        err.flush();
        return CommandLine.ExitCode.USAGE;
    }

    /** What an operator can do something about is told in one line; anything else is a defect and is shown whole. */
    private static int fail(Exception e, CommandLine command, ParseResult parsed) throws Exception {
        if (!(e instanceof IOException) && !(e instanceof Refusal)) {
            throw e;
        }
        String said = reason(e);
        String cause = e.getCause() == null ? "" : reason(e.getCause());
        command.getErr().println("reco: " + said + (cause.isEmpty() || said.contains(cause) ? "" : ": " + cause));
        command.getErr().flush();
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** What is wrong; of files the JDK often names the file alone, and what is wrong by the exception's type. */
    private static String reason(Throwable e) {
        String message = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
        if (e instanceof FileSystemException file && file.getReason() == null) {
            return message
                    + (e instanceof NoSuchFileException
                            ? ": not there"
                            : e instanceof AccessDeniedException
                                    ? ": no right to it"
                                    : ": " + e.getClass().getSimpleName());
        }
        return message;
    }

    /** The version that the build wrote into the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Reco.class.getPackage().getImplementationVersion();
            return new String[] {"reco " + (version == null ? "(not built as a jar)" : version)};
        }
    }
}
