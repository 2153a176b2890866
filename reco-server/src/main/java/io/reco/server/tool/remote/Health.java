package io.reco.server.tool.remote;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import io.reco.client.RecommendClient;
import io.reco.client.RecommendException;

@Command(
        name = "health",
        description = "Asks a server whether it serves; exits 0 when it does, 1 otherwise.",
        mixinStandardHelpOptions = true)
public final class Health implements Callable<Integer> {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    @Mixin
    private Target target;

    @Option(
            names = "--service",
            defaultValue = "",
            description = "one service by its full name; the whole server if unset")
    private String service;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        PrintWriter out = command.commandLine().getOut();
        try (RecommendClient client = target.connect(DEADLINE)) {
            boolean serving = client.isServing(service);
            out.println(serving ? "SERVING" : "NOT_SERVING");
            return serving ? 0 : 1;
        } catch (RecommendException e) {
            out.println(Target.reason(e));
            return 1;
        }
    }
}
