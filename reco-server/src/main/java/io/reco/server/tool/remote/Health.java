package io.reco.server.tool.remote;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "health",
        description = "Asks a server whether it serves; exits 0 when it does, 1 otherwise.",
        mixinStandardHelpOptions = true)
public final class Health implements Callable<Integer> {

    private static final long DEADLINE_S = 10;

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
        ManagedChannel channel = target.open();
        try {
            ServingStatus status = check(channel, service);
            out.println(status);
            return status == ServingStatus.SERVING ? 0 : 1;
        } catch (StatusRuntimeException e) {
            out.println(Target.reason(e));
            return 1;
        } finally {
            channel.shutdownNow();
        }
    }

    static ServingStatus check(ManagedChannel channel, String service) {
        return HealthGrpc.newBlockingStub(channel)
                .withDeadlineAfter(DEADLINE_S, TimeUnit.SECONDS)
                .check(HealthCheckRequest.newBuilder().setService(service).build())
                .getStatus();
    }
}
