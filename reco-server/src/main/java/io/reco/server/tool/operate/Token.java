package io.reco.server.tool.operate;

import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.Set;
import java.util.concurrent.Callable;

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

@Command(
        name = "token",
        description = {
            "Makes a token, which is shown this once, and the line of the file of '--tokens' that lets it in: it holds a hash, so"
                    + " whoever reads the file cannot call.",
            "The token is on standard output, the line on standard error: 'reco token cms --roles edit >token 2>>tokens'."
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

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        if (!Tokens.isName(name)) {
            throw bad("NAME: " + name + " (expected: 1..64 letters, digits, '.', '_', '@' or '-')");
        }
        Set<Role> known = Role.list(roles)
                .orElseThrow(() -> bad("--roles: " + roles + " (expected: some of " + Role.texts() + ")"));
        NewToken made = NewToken.make(name, known, new SecureRandom());
        PrintWriter err = command.commandLine().getErr();
        err.println(made.line());
        err.flush();
        PrintWriter out = command.commandLine().getOut();
        out.println(made.token());
        out.flush();
        return ExitCode.OK;
    }

    private ParameterException bad(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
