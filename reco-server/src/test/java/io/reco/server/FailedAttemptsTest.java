package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.nimbusds.jose.jwk.ECKey;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendServiceGrpc;
import io.reco.server.access.Role;
import io.reco.server.access.token.NewToken;
import io.reco.server.http.RawHttp;

/** Somebody who tries one token after the other, by either port of a server. */
class FailedAttemptsTest {

    private static final String RECOMMEND = "reco.v1.RecommendService/Recommend";
    private static final String LET_IN = "let in";
    private static final String TOO_MANY = "TOO_MANY_FAILURES";
    private static final int AT_ONCE = 100;
    /** More than anybody gets to in the time that a test takes. */
    private static final int MANY = 5_000;

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final NewToken known = NewToken.make("shop", Set.of(Role.READ), new SecureRandom());
    private final TokenIssuer issuer = new TokenIssuer(Clock.systemUTC().instant());

    @TempDir
    Path folder;

    private ECKey key;
    private ECKey forged;
    private RunningServer server;
    private JsonClient http;
    private int readers;

    @BeforeEach
    void start() throws Exception {
        key = TokenIssuer.p256("one");
        forged = TokenIssuer.p256("one");
        Path keys = Files.writeString(folder.resolve("keys.json"), TokenIssuer.published(key.toPublicJWK()));
        Path tokens = Files.writeString(folder.resolve("tokens"), known.line() + "\n");
        server = RunningServer.start(
                folder.resolve("store"),
                Clock.systemUTC(),
                Map.of(
                        Settings.HTTP_PORT,
                        "0",
                        Settings.TOKENS,
                        tokens.toString(),
                        Settings.JWT_JWKS,
                        keys.toString(),
                        Settings.JWT_ISSUER,
                        TokenIssuer.ISSUER,
                        Settings.JWT_AUDIENCE,
                        TokenIssuer.AUDIENCE,
                        Settings.JWT_READERS,
                        "true"));
        http = new JsonClient(server.httpPort());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** What becomes of a call with a token: let in, or the reason why not. */
    private interface Port {
        String call(String token) throws Exception;
    }

    @Test
    void beyondTheRateNothingIsVerifiedAnyMoreOverGrpc() throws Exception {
        goesOnAtTheRateOnly(this::overGrpc);
    }

    @Test
    void beyondTheRateNothingIsVerifiedAnyMoreOverHttp() throws Exception {
        goesOnAtTheRateOnly(this::overHttp);
    }

    private void goesOnAtTheRateOnly(Port port) throws Exception {
        int refused = exhaust(port);

        assertThat(refused).isGreaterThanOrEqualTo(AT_ONCE);
        // A good one that was not seen before is refused, too: nobody looks whether it is good. While the machine is
        // slow one
        // more may be looked at meanwhile, so it is tried again.
        await().until(() -> exhaust(port) >= 0 && port.call(good()).equals(TOO_MANY));
        assertThat(port.call(known.token()))
                .as("a token that costs nothing to know")
                .isEqualTo(LET_IN);
        assertThat(denials("TOKEN_REFUSED")).isGreaterThanOrEqualTo(refused);
        assertThat(denials(TOO_MANY)).isGreaterThanOrEqualTo(3);
        await().atMost(Duration.ofSeconds(30)).until(() -> port.call(good()).equals(LET_IN));
    }

    /** Fails until there were too many; how many were looked at. */
    private int exhaust(Port port) throws Exception {
        int refused = 0;
        String reason = port.call(forged());
        while (!reason.equals(TOO_MANY)) {
            assertThat(reason).isEqualTo("TOKEN_REFUSED");
            assertThat(++refused).isLessThan(MANY);
            reason = port.call(forged());
        }
        return refused;
    }

    @Test
    void theRateIsOfAnAddressWhicheverPortItComesTo() throws Exception {
        InetAddress other = InetAddress.getByName("127.0.0.2");
        assumeTrue(System.getProperty("os.name").equals("Linux"), "needs a second address of this machine");

        await().until(() -> exhaust(this::overGrpc) >= 0 && overHttp(good()).equals(TOO_MANY));

        try (RawHttp neighbour = new RawHttp(server.httpPort(), other)) {
            String head = "POST /" + RECOMMEND + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Content-Type: application/json\r\nContent-Length: 2\r\nAuthorization: Bearer ";
            assertThat(neighbour.send(head + good() + "\r\n\r\n{}").readAll()).startsWith("HTTP/1.1 200 ");
        }
    }

    private double denials(String reason) throws IOException, InterruptedException {
        String series = "reco_denials_total{reason=\"" + reason + "\"} ";
        return http.send(http.request("/metrics").header("Authorization", "Bearer " + known.token()))
                .response()
                .body()
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
                .sum();
    }

    private String forged() throws Exception {
        return issuer.ofReader(forged, "9");
    }

    /** Another one each time. */
    private String good() throws Exception {
        return issuer.ofReader(key, "r" + readers++);
    }

    private String overGrpc(String token) throws InvalidProtocolBufferException {
        Metadata headers = new Metadata();
        headers.put(AUTHORIZATION, "Bearer " + token);
        try {
            var unused = RecommendServiceGrpc.newBlockingStub(server.channel())
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .recommend(RecommendRequest.getDefaultInstance());
            return LET_IN;
        } catch (StatusRuntimeException e) {
            com.google.rpc.Status details = Objects.requireNonNull(StatusProto.fromThrowable(e));
            for (com.google.protobuf.Any detail : details.getDetailsList()) {
                if (detail.is(ErrorInfo.class)) {
                    return detail.unpack(ErrorInfo.class).getReason();
                }
            }
            throw e;
        }
    }

    private String overHttp(String token) throws IOException, InterruptedException {
        JsonClient.Answer answer = http.call(RECOMMEND, "{}", "Authorization", "Bearer " + token);
        return answer.status() == 200
                ? LET_IN
                : answer.detail("google.rpc.ErrorInfo").get("reason").getAsString();
    }
}
