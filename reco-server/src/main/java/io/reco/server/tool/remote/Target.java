package io.reco.server.tool.remote;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
import io.reco.server.config.Setting;
import io.reco.server.tls.PemFiles;

/** The server that a command talks to, and how: the same options for every command. */
public final class Target {

    private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[0-9a-fA-F:.%]+]|[^:/\\s]+):\\d{1,5}");

    private static final int PORT_MAX = 65_535;

    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private String hostAndPort = "";
    private final String given =
            System.getenv().getOrDefault(Setting.TOKEN_OF_COMMANDS, "").strip();

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
            description = "holds a bearer token, sent with every call; read anew each time; without it the variable"
                    + " RECO_TOKEN is one")
    private @Nullable Path token;

    @Option(
            names = "--plaintext",
            description = "without TLS although there is a token, which then goes to a server on this machine alone")
    private boolean plaintext;

    @Option(
            names = "--target",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:8889",
            description = "the server; ${DEFAULT-VALUE} when not given")
    void setHostAndPort(String text) {
        if (!HOST_AND_PORT.matcher(text).matches() || port(text) < 1 || port(text) > PORT_MAX) {
            throw bad("--target: " + text + " (expected: HOST:PORT, a port of 1 to 65535)");
        }
        hostAndPort = text;
    }

    private static int port(String text) {
        return Integer.parseInt(text.substring(text.lastIndexOf(':') + 1));
    }

    /** The host, in brackets when it is an IPv6 address. */
    public String host() {
        return hostAndPort.substring(0, hostAndPort.lastIndexOf(':'));
    }

    /**
     * A client of the server, which connects with its first call.
     *
     * @param deadline for every call but streams, which go on for as long as it takes
     */
    public RecommendClient connect(Duration deadline) {
        RecommendClientBuilder builder = RecommendClient.builder(hostAndPort)
                .connectTimeout(Duration.ZERO)
                .closeTimeout(CLOSE_TIMEOUT);
        for (Operation operation : Operation.values()) {
            if (!operation.isStream()) {
                builder.deadline(operation, deadline);
            }
        }
        check();
        secure(builder);
        try {
            return builder.connect();
        } catch (IllegalArgumentException e) {
            throw bad("--tls-trust, --tls-cert, --tls-key: " + e.getMessage() + " (expected: PEM)");
        }
    }

    /** All that is wrong with the files, at once. */
    private void check() {
        List<String> faults = new ArrayList<>();
        if ((certificate == null) != (key == null)) {
            faults.add("--tls-cert, --tls-key: one without the other (expected: both)");
        }
        if (trust != null && readable("--tls-trust", trust, faults)) {
            expect(!PemFiles.certificates(text(trust)).isEmpty(), "--tls-trust", trust, "certificates, PEM", faults);
        }
        if (token != null && readable("--token-file", token, faults)) {
            boolean usable = TOKEN.matcher(text(token)).matches();
            expect(usable, "--token-file", token, "a token, one line of ASCII", faults);
        }
        if (token == null && !given.isEmpty() && !TOKEN.matcher(given).matches()) {
            faults.add(Setting.TOKEN_OF_COMMANDS + ": *** (expected: a token, one line of ASCII)");
        }
        if (plaintext && (tls || trust != null || certificate != null)) {
            faults.add("--plaintext: with an option of TLS (expected: one or the other)");
        }
        checkIdentity(faults);
        if (!faults.isEmpty()) {
            throw bad(String.join("\nreco: ", faults));
        }
    }

    private void checkIdentity(List<String> faults) {
        List<X509Certificate> chain = List.of();
        Optional<PrivateKey> secret = Optional.empty();
        if (certificate != null && readable("--tls-cert", certificate, faults)) {
            chain = PemFiles.certificates(text(certificate));
            expect(!chain.isEmpty(), "--tls-cert", certificate, "certificates, PEM", faults);
        }
        if (key != null && readable("--tls-key", key, faults)) {
            secret = PemFiles.key(text(key));
            expect(secret.isPresent(), "--tls-key", key, PemFiles.KEY_EXPECTED, faults);
        }
        if (key != null && !chain.isEmpty() && secret.isPresent()) {
            boolean fits = PemFiles.fit(chain.get(0), secret.get());
            expect(fits, "--tls-key", key, "the key of the first certificate of --tls-cert", faults);
        }
    }

    private static boolean readable(String option, Path file, List<String> faults) {
        boolean readable = !Files.isDirectory(file) && Files.isReadable(file);
        expect(readable, option, file, "a file that can be read", faults);
        return readable;
    }

    private static void expect(boolean met, String option, Path file, String expected, List<String> faults) {
        if (!met) {
            faults.add(option + ": " + file + " (expected: " + expected + ")");
        }
    }

    private void secure(RecommendClientBuilder builder) {
        if (trust != null) {
            builder.trust(trust);
        }
        if (certificate != null && key != null) {
            builder.identity(certificate, key);
        }
        Path tokenFile = token;
        if (tokenFile != null) {
            builder.bearerToken(() -> text(tokenFile));
        } else if (!given.isEmpty()) {
            builder.bearerToken(() -> given);
        }
        boolean secret = token != null || !given.isEmpty();
        if (plaintext || (!tls && trust == null && certificate == null && !secret)) {
            builder.plaintext();
        }
    }

    private static String text(Path file) {
        try {
            return PemFiles.text(file).strip();
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
