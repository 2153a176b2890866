package io.reco.server.tool.operate;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import io.reco.server.access.Role;
import io.reco.server.access.token.NewToken;
import io.reco.server.access.token.Tokens;
import io.reco.server.access.token.TokensFile;
import io.reco.server.files.PrivateFiles;
import io.reco.server.tool.console.Console;

@Command(
        name = "token",
        description = {
            "Makes a token, which is shown this once, and the line of the file of '--tokens' that lets it in: it holds a hash, so"
                    + " whoever reads the file cannot call.",
            "With --append-to the line is added to that file, and the token is on standard output, or with --save-to in a file of"
                    + " its own: 'reco token cms --roles edit --append-to tokens --save-to cms.token'. Files that it makes are their"
                    + " owner's alone. Without --append-to the line is on standard error, for you to put where it belongs.",
            "Exits 0 when there is a token, 2 when something that was asked for is impossible; then nothing was written."
        },
        mixinStandardHelpOptions = true)
public final class Token implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", description = "whose it is, for operators")
    private String name;

    @Option(
            names = "--roles",
            required = true,
            paramLabel = "ROLE,…",
            description = "what it may: some of read, feed, edit, support, admin")
    private String roles;

    @Option(
            names = "--append-to",
            paramLabel = "FILE",
            description = "the file of '--tokens' that the line is added to; made where it is not there")
    private @Nullable Path tokens;

    @Option(
            names = "--another",
            description = "with --append-to: NAME may have a token there already, which this one is to replace in time")
    private boolean another;

    @Option(
            names = "--save-to",
            paramLabel = "FILE",
            description = "a new file for the token, in place of standard output")
    private @Nullable Path saved;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        if (!Tokens.isName(name)) {
            throw bad("NAME: " + name + " (expected: 1..64 letters, digits, '.', '_', '@' or '-')");
        }
        Set<Role> known = Role.list(roles)
                .orElseThrow(() -> bad("--roles: " + roles + " (expected: some of " + Role.texts() + ")"));
        if (another && tokens == null) {
            throw bad("--another: without --append-to (expected: both)");
        }
        Console console = Console.of(command.commandLine());
        NewToken made = NewToken.make(name, known, new SecureRandom());
        if (saved != null) {
            save(saved, made);
        }
        if (tokens != null) {
            append(tokens, made);
        } else {
            console.complain(made.line());
        }
        if (saved == null) {
            console.say(made.token());
        }
        return ExitCode.OK;
    }

    private void save(Path file, NewToken made) throws IOException {
        try {
            PrivateFiles.create(file, made.token() + "\n");
        } catch (FileAlreadyExistsException e) {
            throw bad("--save-to: " + file + " (expected: a file that is not there yet)");
        } catch (FileSystemException e) {
            throw bad("--save-to: " + file + " (expected: a file that can be made)");
        }
    }

    private void append(Path file, NewToken made) throws IOException {
        boolean added = false;
        try {
            Optional<String> fault = TokensFile.add(file, name, made, another);
            if (fault.isPresent()) {
                throw bad("--append-to: " + fault.get());
            }
            added = true;
        } catch (FileSystemException e) {
            throw bad("--append-to: " + file + " (expected: a file that can be written)");
        } finally {
            if (!added && saved != null) {
                Files.deleteIfExists(saved); // nobody is let in by it
            }
        }
    }

    private ParameterException bad(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
