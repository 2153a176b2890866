package io.reco.server.tool.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @Test
    void filesThatHoldSomethingElseAreNamedAllAtOnce() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty"), "");
        Path text = Files.writeString(folder.resolve("text"), "no certificate,\nno key and no token\n");
        Path broken = Files.writeString(
                folder.resolve("broken"), Files.readString(certificate).replace("MII", "MIIX"));

        for (Path file : List.of(empty, text, broken, folder)) {
            err.getBuffer().setLength(0);

            assertThat(health("--tls-trust", file, "--tls-cert", file, "--tls-key", file, "--token-file", file))
                    .isEqualTo(2);

            assertThat(err.toString().lines().filter(line -> line.startsWith("reco: ")))
                    .hasSize(4)
                    .allMatch(line -> line.contains(": " + file + " (expected: "));
            assertThat(err.toString()).doesNotContain("\tat ", "Exception");
        }
        assertThat(authorizations).isEmpty();
    }

    @Test
    void aKeyOfAnotherCertificateIsNamed() throws Exception {
        Path other = pem("other.key", "PRIVATE KEY", newKey("EC"));
        Path otherKind = pem("rsa.key", "PRIVATE KEY", newKey("RSA"));

        for (Path wrong : List.of(other, otherKind)) {
            assertThat(health("--tls-cert", certificate, "--tls-key", wrong)).isEqualTo(2);
            assertThat(err.toString())
                    .contains(
                            "reco: --tls-key: " + wrong + " (expected: the key of the first certificate of --tls-cert)")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void whatEditorsBeginFilesWithIsNoPartOfThem() throws IOException {
        Path token = marked("token", "secret");

        assertThat(health(
                        "--tls-trust",
                        marked("a.crt", Files.readString(certificate)),
                        "--tls-cert",
                        marked("b.crt", Files.readString(certificate)),
                        "--tls-key",
                        marked("b.key", Files.readString(key)),
                        "--token-file",
                        token))
                .as(out + "" + err)
                .isZero();
        assertThat(authorizations).containsExactly("Bearer secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:99999", "localhost:0", "localhost:65536", "localhost", "localhost:x"})
    void aTargetThatCannotBeIsNamed(String target) {
        assertThat(execute("health", "--target", target)).isEqualTo(2);
        assertThat(err.toString())
                .contains("reco: --target: " + target + " (expected: HOST:PORT, a port of 1 to 65535)")
                .doesNotContain("\tat ");
    }

    private static byte[] newKey(String algorithm) throws GeneralSecurityException {
        return KeyPairGenerator.getInstance(algorithm)
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
    }

    private Path marked(String file, String content) throws IOException {
        return Files.writeString(folder.resolve(file), "\ufeff" + content);
    }

    private int health(Object... options) {
        List<String> all = new ArrayList<>(List.of("health", "--target", "localhost:" + server.getPort()));
        for (Object option : options) {
            all.add(option.toString());
        }
        return execute(all.toArray(String[]::new));
    }

    private int execute(String... arguments) {
        return Reco.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
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
