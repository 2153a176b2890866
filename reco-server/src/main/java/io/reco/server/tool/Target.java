package io.reco.server.tool;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import io.reco.api.v1.CatalogServiceGrpc;
import io.reco.api.v1.FeedbackServiceGrpc;

/** The server that a command talks to. */
final class Target {

    private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[0-9a-fA-F:.%]+]|[^:/\\s]+):\\d{1,5}");

    /* Every call that an import makes may be repeated: events are known by their ids, articles replace themselves. So gRPC
     * itself repeats what failed for a passing reason, for about half a minute, and heeds the server's pushback. */
    private static final Map<String, Object> REPEATING = Map.of(
            "methodConfig",
            List.of(Map.of(
                    "name",
                    List.of(
                            Map.of("service", CatalogServiceGrpc.SERVICE_NAME),
                            Map.of("service", FeedbackServiceGrpc.SERVICE_NAME)),
                    "retryPolicy",
                    Map.of(
                            "maxAttempts",
                            10.0,
                            "initialBackoff",
                            "0.2s",
                            "maxBackoff",
                            "5s",
                            "backoffMultiplier",
                            2.0,
                            "retryableStatusCodes",
                            List.of("UNAVAILABLE")))));

    private String hostAndPort = "";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--target",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:8889",
            description = "the server; ${DEFAULT-VALUE} when not given")
    void setHostAndPort(String text) {
        if (!HOST_AND_PORT.matcher(text).matches()) {
            throw new ParameterException(command.commandLine(), "--target: " + text + " (expected: HOST:PORT)");
        }
        hostAndPort = text;
    }

    /** Shut it down after use. */
    ManagedChannel open() {
        return Grpc.newChannelBuilder(hostAndPort, InsecureChannelCredentials.create())
                .defaultServiceConfig(REPEATING)
                .maxRetryAttempts(10)
                .build();
    }

    /** Why a call failed, on one line. */
    static String reason(StatusRuntimeException e) {
        Status status = e.getStatus();
        Throwable cause = status.getCause();
        return status.getCode()
                + (status.getDescription() == null ? "" : " " + status.getDescription())
                + (cause == null ? "" : ": " + cause.getMessage());
    }

    @Override
    public String toString() {
        return hostAndPort;
    }
}
