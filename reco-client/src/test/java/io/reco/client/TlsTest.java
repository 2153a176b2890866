package io.reco.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.client.RecommendException.Code;
import io.reco.client.testing.FakeRecommendServer;
import io.reco.client.testing.Loopback;

@Timeout(300)
class TlsTest {
    private static final char[] PASSWORD = "test-only".toCharArray();

    @TempDir
    private static Path directory;

    private static Identity serverIdentity;
    private static Identity clientIdentity;

    /** A self-signed certificate and its key, as PEM files. */
    private record Identity(Path certificate, Path key) {}

    @BeforeAll
    static void makeIdentities() throws Exception {
        serverIdentity = identity("server", "san=dns:localhost");
        clientIdentity = identity("client", "san=dns:client");
    }

    @Test
    void aTrustedServerIsCalledOverTls() throws IOException {
        try (FakeRecommendServer server = Loopback.start(0, tls().build());
                RecommendClient client = trusting(server).connect()) {
            assertThat(client.recommend(7, 3).articles()).hasSize(3);
            assertThat(client.isServing()).isTrue();
        }
    }

    @Test
    void aServerNobodyVouchesForIsNotCalled() throws IOException {
        try (FakeRecommendServer server = Loopback.start(0, tls().build());
                RecommendClient client = RecommendClient.builder(server.target())
                        .connectTimeout(Duration.ofMillis(500))
                        .deadline(Operation.RECOMMEND, Duration.ofSeconds(5))
                        .connect()) {
            RecommendException failure = catchThrowableOfType(RecommendException.class, () -> client.recommend(7, 3));

            assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE);
            assertThat(server.calls(Operation.RECOMMEND)).isZero();
        }
    }

    @Test
    void aServerThatWantsToKnowItsClientsGetsTheirCertificate() throws IOException {
        ServerCredentials mutual = tls().trustManager(
                        clientIdentity.certificate().toFile())
                .clientAuth(ClientAuth.REQUIRE)
                .build();
        try (FakeRecommendServer server = Loopback.start(0, mutual)) {
            try (RecommendClient known = trusting(server)
                    .identity(clientIdentity.certificate(), clientIdentity.key())
                    .connect()) {
                assertThat(known.recommend(7, 3).articles()).hasSize(3);
            }
            try (RecommendClient unknown =
                    trusting(server).connectTimeout(Duration.ofMillis(500)).connect()) {
                assertThatThrownBy(() -> unknown.recommend(7, 3)).isInstanceOf(RecommendException.class);
            }
        }
    }

    @Test
    void aTokenIsAskedForWithEveryCall() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        try (FakeRecommendServer server = Loopback.start(0, tls().build());
                RecommendClient client = trusting(server)
                        .bearerToken(() -> "token-" + asked.incrementAndGet())
                        .connectTimeout(Duration.ZERO) // no call before the first
                        .connect()) {
            client.recommend(7, 3);
            client.recommend(7, 3);

            assertThat(server.bearerTokens()).containsExactly("token-1", "token-2");
        }
    }

    @Test
    void aTokenThatCannotBeHadFailsTheCall() throws IOException {
        try (FakeRecommendServer server = Loopback.start(0, tls().build());
                RecommendClient client = trusting(server)
                        .bearerToken(() -> {
                            throw new IllegalStateException("vault: sealed (expected: open)");
                        })
                        .connect()) {
            RecommendException failure = catchThrowableOfType(RecommendException.class, () -> client.recommend(7, 3));

            assertThat(failure.code()).isEqualTo(Code.UNAUTHENTICATED);
            assertThat(server.calls(Operation.RECOMMEND)).isZero();
        }
    }

    @Test
    void filesThatCannotBeReadOrHoldSomethingElseAreNamedWhenItIsMade(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("missing.pem");
        Path other = Files.writeString(folder.resolve("other.pem"), "no certificate");
        Path certificate = serverIdentity.certificate();

        assertThatThrownBy(() ->
                        RecommendClient.builder("localhost:1").trust(missing).connect())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("trust: " + missing + " (expected: a file that can be read)");
        assertThatThrownBy(() -> RecommendClient.builder("localhost:1")
                        .identity(certificate, missing)
                        .connect())
                .hasMessage("identity: " + missing + " (expected: a file that can be read)");
        assertThatThrownBy(() ->
                        RecommendClient.builder("localhost:1").trust(other).connect())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("trust: " + other + " (expected: certificates, PEM)");
        assertThatThrownBy(() -> RecommendClient.builder("localhost:1")
                        .identity(certificate, other)
                        .connect())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("identity: ");
    }

    private static RecommendClientBuilder trusting(FakeRecommendServer server) {
        return RecommendClient.builder(server.target())
                .trust(serverIdentity.certificate())
                .deadline(Operation.RECOMMEND, Duration.ofSeconds(5))
                .deadline(Operation.HEALTH, Duration.ofSeconds(5));
    }

    private static TlsServerCredentials.Builder tls() throws IOException {
        return TlsServerCredentials.newBuilder()
                .keyManager(
                        serverIdentity.certificate().toFile(),
                        serverIdentity.key().toFile());
    }

    private static Identity identity(String name, String alternativeName) throws Exception {
        Path store = directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        alternativeName,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        String.valueOf(PASSWORD))
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        return new Identity(
                pem(name + ".crt", "CERTIFICATE", keys.getCertificate(name).getEncoded()),
                pem(name + ".key", "PRIVATE KEY", keys.getKey(name, PASSWORD).getEncoded()));
    }

    private static Path pem(String file, String type, byte[] content) throws IOException {
        String text = "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + type
                + "-----\n";
        return Files.writeString(directory.resolve(file), text);
    }
}
