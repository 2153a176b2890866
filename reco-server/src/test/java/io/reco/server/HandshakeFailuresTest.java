package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.client.Operation;
import io.reco.client.RecommendClient;
import io.reco.client.RecommendClientBuilder;
import io.reco.client.RecommendException;
import io.reco.server.Authority.Identity;
import io.reco.server.config.Setting;

/** What users of the client read when it and a real server do not agree on TLS. */
@Timeout(300)
class HandshakeFailuresTest {

    @TempDir
    private static Path certificates;

    private static Authority authority;
    private static Authority foreign;
    private static Identity server;
    private static Identity ended;
    private static Identity elsewhere;
    private static Identity stranger;

    @TempDir
    Path data;

    @BeforeAll
    static void makeCertificates() throws Exception {
        authority = Authority.in(certificates.resolve("ours"));
        foreign = Authority.in(certificates.resolve("foreign"));
        server = authority.server("server");
        ended = authority.issue("ended", "-ext", "san=dns:localhost", "-startdate", "-2d", "-validity", "1");
        elsewhere = authority.issue("elsewhere", "-ext", "san=dns:reco.example");
        stranger = foreign.issue("stranger");
    }

    @Test
    void plaintextAndTlsDoNotMeetAndBothWaysAreSaid() throws IOException {
        try (RunningServer tls = start(server, Map.of());
                RunningServer plaintext = RunningServer.start(data.resolve("plaintext"), Clock.systemUTC())) {
            assertThat(failure(client(tls).plaintext()))
                    .isEqualTo("connection: plaintext (expected: TLS, which this port speaks)");
            assertThat(failure(client(plaintext).trust(authority.certificate())))
                    .isEqualTo("the server speaks plaintext on this port (expected: TLS, as this client does)");
        }
    }

    @Test
    void aServerOfAnUnknownAuthorityIsNotTrusted() throws IOException {
        String expected =
                "the server's certificate comes from an authority that this client does not trust (expected: one it trusts)";
        try (RunningServer running = start(server, Map.of())) {
            assertThat(failure(client(running))).isEqualTo(expected);
            assertThat(failure(client(running).trust(foreign.certificate()))).isEqualTo(expected);
        }
    }

    @Test
    void aCertificateThatEndedOrIsForAnotherNameIsNotTrusted() throws IOException {
        try (RunningServer running = start(ended, Map.of())) {
            assertThat(failure(client(running).trust(authority.certificate())))
                    .startsWith("the server's certificate has ended, NotAfter: ");
        }
        try (RunningServer running = start(elsewhere, Map.of())) {
            assertThat(failure(client(running).trust(authority.certificate())))
                    .startsWith("the server's certificate is for another name (expected: the one that is called): No ")
                    .contains("localhost");
        }
    }

    @Test
    void aServerThatWantsAnotherCertificateSaysSo() throws IOException {
        try (RunningServer running = start(
                server, Map.of(Settings.TLS_CLIENT_CA, authority.certificate().toString()))) {
            RecommendClientBuilder trusting = client(running).trust(authority.certificate());
            assertThat(failure(trusting)).startsWith("the server requires a certificate of its clients");
            assertThat(failure(trusting.identity(stranger.chain(), stranger.key())))
                    .startsWith("the server ended the TLS handshake (expected: a certificate that it accepts");
        }
    }

    private RunningServer start(Identity identity, Map<Setting<?>, String> settings) throws IOException {
        Map<Setting<?>, String> all = new HashMap<>(settings);
        all.put(Settings.TLS_CERT, identity.chain().toString());
        all.put(Settings.TLS_KEY, identity.key().toString());
        return RunningServer.start(data.resolve("store"), Clock.systemUTC(), all);
    }

    private static RecommendClientBuilder client(RunningServer running) {
        return RecommendClient.builder("localhost:" + running.port())
                .connectTimeout(Duration.ZERO)
                .deadline(Operation.RECOMMEND, Duration.ofSeconds(20));
    }

    private static String failure(RecommendClientBuilder builder) {
        try (RecommendClient client = builder.connect()) {
            return catchThrowableOfType(RecommendException.class, () -> client.recommend("1", 1))
                    .description();
        }
    }
}
