package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.UserRecommendGrpc;
import io.reco.api.UserRequest;
import io.reco.server.http.RawHttp;

/** What a gRPC port with TLS says to those who do not speak it. */
@Timeout(120)
class PlaintextTest {

    private static final String SENTENCE = "connection: plaintext (expected: TLS, which this port speaks)";

    @TempDir
    private static Path folder;

    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        Authority.Identity identity = Authority.in(folder.resolve("ours")).server("server");
        server = RunningServer.start(
                folder.resolve("store"),
                Clock.systemUTC(),
                Map.of(
                        Settings.TLS_CERT,
                        identity.chain().toString(),
                        Settings.TLS_KEY,
                        identity.key().toString()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String answer(String... parts) throws IOException {
        try (RawHttp connection = new RawHttp(server.port())) {
            for (String part : parts) {
                connection.send(part);
            }
            return connection.readAll();
        }
    }

    @Test
    void aCallOfAnyClientEndsWithTheReason() {
        ManagedChannel channel = Grpc.newChannelBuilder(
                        "localhost:" + server.port(), InsecureChannelCredentials.create())
                .build();
        try {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> UserRecommendGrpc.newBlockingStub(channel)
                                .withDeadlineAfter(60, TimeUnit.SECONDS)
                                .userRecommend(UserRequest.getDefaultInstance()))
                        .hasMessage("FAILED_PRECONDITION: " + SENTENCE);
            }
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void http2IsAnsweredWhereACallBeginsHoweverItsBytesComeAndNotWithoutEnd() throws IOException {
        String settings = "\0\0\6\4\0\0\0\0\0\0\3\0\0\0\144";
        String call = "\0\0\2\1\4\0\0\0\3xx";

        String answer = answer(
                "P", "RI * HTTP/2.0\r\n", "\r\nSM\r\n\r\n" + settings.substring(0, 7), settings.substring(7) + call);
        String none = answer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + call.repeat(10_000));

        assertThat(answer)
                .startsWith("\0\0\0\4\0\0\0\0\0")
                .contains("\1\5\0\0\0\3")
                .endsWith(SENTENCE);
        assertThat(none.split(Pattern.quote(SENTENCE), -1)).hasSize(101);
    }

    @Test
    void http1IsAnsweredAndNothingThatWasSentIsSaidAgain() throws IOException {
        String secret = "reco_" + "5".repeat(64);

        String answer =
                answer("POST /" + secret + " HTTP/1.1\r\nHost: a\r\nauthorization: Bearer " + secret + "\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 400 ")
                .contains("Connection: close\r\n")
                .endsWith("\r\n\r\n" + SENTENCE + "\n")
                .doesNotContain(secret);
    }

    @Test
    void whatIsNeitherIsForTlsToRefuse() throws IOException {
        assertThat(answer("\0\0\0\0 nonsense that is no record of TLS")).doesNotContain("connection");
        assertThat(answer("PrI")).doesNotContain("connection");
    }

    @Test
    void whoSendsOnAndOnIsCutOffAllTheSame() throws IOException {
        try (RawHttp connection = new RawHttp(server.port())) {
            await().until(() ->
                    connection.send("GET / HTTP/1.1\r\n" + "x".repeat(10_000)).isClosed());
        }
    }
}
