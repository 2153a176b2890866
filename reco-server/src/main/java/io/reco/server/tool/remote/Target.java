package io.reco.server.tool.remote;

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

/** The server that a command talks to. */
public final class Target {

    private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[0-9a-fA-F:.%]+]|[^:/\\s]+):\\d{1,5}");

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

    /** The host, in brackets when it is an IPv6 address. */
    public String host() {
        return hostAndPort.substring(0, hostAndPort.lastIndexOf(':'));
    }

    /** Shut it down after use. */
    ManagedChannel open() {
        return Grpc.newChannelBuilder(hostAndPort, InsecureChannelCredentials.create())
                .build();
    }

    /** Why a call failed, on one line. */
    public static String reason(StatusRuntimeException e) {
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
