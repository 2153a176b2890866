package io.reco.server.tool.remote;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import io.reco.client.Operation;
import io.reco.client.RecommendClient;
import io.reco.client.RecommendClientBuilder;
import io.reco.client.RecommendException;

/** The server that a command talks to, and how: the same options for every command. */
public final class Target {

    private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[0-9a-fA-F:.%]+]|[^:/\\s]+):\\d{1,5}");

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private String hostAndPort = "";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--tls",
            description = "over TLS, verified by what Java trusts; implied by each of the options below")
    private boolean tls;

    @Option(names = "--tls-trust", paramLabel = "FILE.pem", description = "authorities to trust instead")
    private @Nullable Path trust;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE.pem",
            description = "certificate chain to show the server, with --tls-key")
    private @Nullable Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE.pem", description = "its private key, PKCS#8")
    private @Nullable Path key;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "holds a bearer token, sent with every call; read anew each time")
    private @Nullable Path token;

    @Option(
            names = "--target",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:8889",
            description = "the server; ${DEFAULT-VALUE} when not given")
    void setHostAndPort(String text) {
        if (!HOST_AND_PORT.matcher(text).matches()) {
            throw bad("--target: " + text + " (expected: HOST:PORT)");
        }
        hostAndPort = text;
    }

    /** The host, in brackets when it is an IPv6 address. */
    public String host() {
        return hostAndPort.substring(0, hostAndPort.lastIndexOf(':'));
    }

    /**
     * A client of the server, which connects with its first call.
     *
     * @param deadline for every call
     */
    public RecommendClient connect(Duration deadline) {
        RecommendClientBuilder builder = RecommendClient.builder(hostAndPort)
                .connectTimeout(Duration.ZERO)
                .closeTimeout(CLOSE_TIMEOUT);
        for (Operation operation : Operation.values()) {
            builder.deadline(operation, deadline);
        }
        secure(builder);
        try {
            return builder.connect();
        } catch (IllegalArgumentException e) {
            throw bad("--tls-trust, --tls-cert, --tls-key: " + e.getMessage() + " (expected: PEM)");
        }
    }

    private void secure(RecommendClientBuilder builder) {
        if ((certificate == null) != (key == null)) {
            throw bad("--tls-cert, --tls-key: one without the other (expected: both)");
        }
        if (trust != null) {
            builder.trust(readable("--tls-trust", trust));
        }
        if (certificate != null && key != null) {
            builder.identity(readable("--tls-cert", certificate), readable("--tls-key", key));
        }
        Path tokenFile = token;
        if (tokenFile != null) {
            readable("--token-file", tokenFile);
            builder.bearerToken(() -> text(tokenFile));
        }
        if (!tls && trust == null && certificate == null && token == null) {
            builder.plaintext();
        }
    }

    private Path readable(String option, Path file) {
        if (Files.isDirectory(file) || !Files.isReadable(file)) {
            throw bad(option + ": " + file + " (expected: a file that can be read)");
        }
        return file;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ParameterException bad(String message) {
        return new ParameterException(command.commandLine(), message);
    }

    /** Why a call failed, on one line. */
    public static String reason(RecommendException e) {
        return e.code() + (e.description().isEmpty() ? "" : " " + e.description());
    }

    @Override
    public String toString() {
        return hostAndPort;
    }
}
