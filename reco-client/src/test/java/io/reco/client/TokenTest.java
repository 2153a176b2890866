package io.reco.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.client.RecommendException.Code;
import io.reco.client.testing.Answer;
import io.reco.client.testing.FakeRecommendServer;
import io.reco.client.testing.Loopback;

/** Where tokens are sent, and where not. With TLS: {@link TlsTest}. */
@Timeout(300)
class TokenTest {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final List<String> authorizations = new CopyOnWriteArrayList<>();

    @Test
    void aTokenIsSentInPlaintextWithinThisMachine() throws IOException {
        try (FakeRecommendServer server = Loopback.start(0, InsecureServerCredentials.create());
                RecommendClient client = plaintext(server.target()).connect()) {
            client.recommend(7, 3);

            assertThat(server.bearerTokens()).containsExactly("secret");
        }
    }

    @Test
    void aTokenIsSentInPlaintextToNoOtherAddressUnlessToldSo() throws IOException {
        Optional<String> address = elsewhere();
        assumeTrue(address.isPresent(), "an address that is no loopback one");
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(address.get(), 0))
                .intercept(new Authorizations())
                .addService(new HealthStatusManager().getHealthService())
                .build()
                .start();
        RecommendClientBuilder builder = plaintext(address.get() + ":" + server.getPort());
        try {
            try (RecommendClient client = builder.connect()) {
                RecommendException failure =
                        catchThrowableOfType(RecommendException.class, () -> client.recommend(7, 3));

                assertThat(failure.code()).isEqualTo(Code.UNAUTHENTICATED);
                assertThat(failure.description())
                        .contains("the token was not sent")
                        .doesNotContain("secret");
                assertThat(authorizations).doesNotContain("Bearer secret");
            }
            try (RecommendClient client = builder.tokensInPlaintext().connect()) {
                assertThat(client.isServing()).isTrue();
                assertThat(authorizations).contains("Bearer secret");
            }
        } finally {
            server.shutdownNow();
        }
    }

    /** An address of this machine that others could reach. */
    private static Optional<String> elsewhere() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .map(InetAddress::getHostAddress)
                .findFirst();
    }

    @Test
    void whatIsRefusedForItsTokenIsSentOnce() throws IOException {
        try (FakeRecommendServer server = Loopback.start(0, InsecureServerCredentials.create());
                RecommendClient client = plaintext(server.target()).connect()) {
            server.always(Operation.RECOMMEND, Answer.failing(Code.UNAUTHENTICATED));

            RecommendException failure = catchThrowableOfType(RecommendException.class, () -> client.recommend(7, 3));

            assertThat(failure.code()).isEqualTo(Code.UNAUTHENTICATED);
            assertThat(failure.retryable()).isFalse();
            assertThat(server.calls(Operation.RECOMMEND)).isEqualTo(1);
        }
    }

    private static RecommendClientBuilder plaintext(String target) {
        return RecommendClient.builder(target)
                .plaintext()
                .bearerToken(() -> "secret")
                .connectTimeout(Duration.ZERO)
                .deadline(Operation.RECOMMEND, Duration.ofSeconds(20))
                .deadline(Operation.HEALTH, Duration.ofSeconds(20));
    }

    private final class Authorizations implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            authorizations.add(String.valueOf(headers.get(AUTHORIZATION)));
            return next.startCall(call, headers);
        }
    }
}
