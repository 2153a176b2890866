package io.reco.server.tool.call;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import io.reco.client.RecommendClient;
import io.reco.client.RecommendException;
import io.reco.client.Violation;
import io.reco.server.tool.console.Console;
import io.reco.server.tool.remote.Target;

/** The options of a command that asks a server, and what becomes of its answer and of failures. */
public final class Connected {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    @Mixin
    private Target target;

    @Option(names = "--json", description = "one JSON object a line, named as in the contract, instead of a table")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** What a command does with a client. */
    public interface Work {
        /** Whether all of it was done. */
        boolean with(RecommendClient client, Output output) throws IOException;
    }

    /**
     * Does it; a failure is told on one line for each thing that is wrong. The exit code: 0, or 1 when not all was done.
     *
     * @throws ParameterException when it is asked for what the client does not send
     */
    public int run(Work work) throws IOException {
        Console console = Console.of(command.commandLine());
        try (RecommendClient client = target.connect(DEADLINE)) {
            return work.with(client, new Output(console, json)) ? ExitCode.OK : ExitCode.SOFTWARE;
        } catch (RecommendException e) {
            if (e.violations().isEmpty()) {
                console.complain("reco: " + target + ": " + Target.reason(e));
            }
            for (Violation violation : e.violations()) {
                console.complain("reco: " + violation.description());
            }
            return ExitCode.SOFTWARE;
        } catch (IllegalArgumentException e) { // which the client says before anything is sent
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e.getCause());
        }
    }
}
