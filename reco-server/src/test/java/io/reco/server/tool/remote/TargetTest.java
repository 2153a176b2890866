package io.reco.server.tool.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.protobuf.services.HealthStatusManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.server.tool.Reco;

/** Commands against a server that wants TLS, a certificate and a token. */
class TargetTest {

    private static final String PASSWORD = "changeit";

    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Server server;

    @TempDir
    Path folder;

    private Path certificate;
    private Path key;

    @BeforeEach
    void start() throws Exception {
        Path store = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "one",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        certificate = pem("one.crt", "CERTIFICATE", keys.getCertificate("one").getEncoded());
        key = pem(
                "one.key",
                "PRIVATE KEY",
                keys.getKey("one", PASSWORD.toCharArray()).getEncoded());
        server = Grpc.newServerBuilderForPort(
                        0,
                        TlsServerCredentials.newBuilder()
                                .keyManager(certificate.toFile(), key.toFile())
                                .trustManager(certificate.toFile())
                                .clientAuth(ClientAuth.REQUIRE)
                                .build())
                .addService(new HealthStatusManager().getHealthService())
                .intercept(new Authorizations())
                .build()
                .start();
    }

    @AfterEach
    void stop() {
        server.shutdownNow();
    }

    @Test
    void commandsShowWhoTheyAreAndCheckWhoTheServerIs() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "secret\n");

        int known = health("--tls-trust", certificate, "--tls-cert", certificate, "--tls-key", key);
        int withToken =
                health("--tls-trust", certificate, "--tls-cert", certificate, "--tls-key", key, "--token-file", token);

        assertThat(known).isZero();
        assertThat(withToken).isZero();
        assertThat(authorizations).containsExactly("none", "Bearer secret");
    }

    @Test
    void aServerThatIsNotTrustedAndOneThatDoesNotTrustAreNotServing() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "secret\n");

        assertThat(health("--tls")).isEqualTo(1);
        assertThat(health("--tls-trust", certificate)).isEqualTo(1);
        assertThat(health("--token-file", token)).isEqualTo(1);
        assertThat(health()).isEqualTo(1);

        assertThat(out.toString().lines())
                .hasSize(4)
                .allSatisfy(line -> assertThat(line).startsWith("UNAVAILABLE"));
        assertThat(authorizations).isEmpty();
    }

    @Test
    void whatCannotBeReadIsNamedAndNothingIsAsked() {
        assertThat(health("--tls-cert", certificate)).isEqualTo(2);
        assertThat(health("--token-file", folder.resolve("none"))).isEqualTo(2);
        assertThat(health("--tls-trust", folder.resolve("none"))).isEqualTo(2);

        assertThat(err.toString())
                .contains(
                        "reco: --tls-cert, --tls-key: one without the other (expected: both)",
                        "reco: --token-file: " + folder.resolve("none") + " (expected: a file that can be read)",
                        "reco: --tls-trust: " + folder.resolve("none") + " (expected: a file that can be read)")
                .doesNotContain("\tat ");
        assertThat(authorizations).isEmpty();
    }

    private int health(Object... options) {
        List<String> all = new ArrayList<>(List.of("health", "--target", "localhost:" + server.getPort()));
        for (Object option : options) {
            all.add(option.toString());
        }
        return Reco.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }

    private Path pem(String file, String type, byte[] content) throws IOException {
        String text = "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + type
                + "-----\n";
        return Files.writeString(folder.resolve(file), text);
    }

    private final class Authorizations implements ServerInterceptor {
        private static final Metadata.Key<String> AUTHORIZATION =
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> handler) {
            String given = headers.get(AUTHORIZATION);
            authorizations.add(given == null ? "none" : given);
            return handler.startCall(call, headers);
        }
    }
}
