package io.reco.client;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.grpc.CallCredentials;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import io.grpc.inprocess.InProcessChannelBuilder;
import org.jspecify.annotations.Nullable;

/** Says how a {@link RecommendClient} reaches its servers and what its calls promise. */
public final class RecommendClientBuilder {
    private static final String IN_PROCESS = "inprocess:";
    private static final int ANSWER_BYTES_MAX = 64 * 1024 * 1024;
    /** Room for the details of a refused request beside the usual headers. */
    private static final int METADATA_BYTES_MAX = 16 * 1024;
    /** Not shorter than the server permits (20 s); its timeout also bounds how long sent bytes stay unacknowledged. */
    private static final long KEEPALIVE_SECONDS = 30;

    private static final long KEEPALIVE_TIMEOUT_SECONDS = 10;

    private final String target;
    private final Map<Operation, Duration> deadlines = new EnumMap<>(Operation.class);
    private boolean plaintext;
    private @Nullable Path trustedCertificates;
    private @Nullable Path certificateChain;
    private @Nullable Path privateKey;
    private @Nullable Supplier<String> bearerToken;
    private boolean waitForReady;
    private boolean retries = true;
    private @Nullable Duration hedgingDelay;
    private @Nullable Fallback fallback;
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration closeTimeout = Duration.ofSeconds(5);
    private @Nullable Executor executor;
    private Consumer<ManagedChannelBuilder<?>> customizer = builder -> {};

    RecommendClientBuilder(List<String> targets) {
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("targets: [] (expected: at least one)");
        }
        this.target = targets.size() == 1 ? withScheme(targets.get(0)) : FixedAddresses.target(targets);
    }

    /** Without a scheme gRPC would read {@code host:8889} as one. */
    private static String withScheme(String target) {
        return target.contains("://") || target.startsWith(IN_PROCESS) ? target : "dns:///" + target;
    }

    /** Sends everything readable and unverified; without this call it is TLS. */
    public RecommendClientBuilder plaintext() {
        this.plaintext = true;
        return this;
    }

    /** TLS that trusts the authorities in this PEM file, instead of those the Java runtime trusts. */
    public RecommendClientBuilder trust(Path certificates) {
        this.trustedCertificates = certificates;
        return this;
    }

    /** Mutual TLS: shows the server this certificate chain (PEM), whose key is the PKCS#8 PEM file. */
    public RecommendClientBuilder identity(Path certificateChain, Path privateKey) {
        this.certificateChain = certificateChain;
        this.privateKey = privateKey;
        return this;
    }

    /**
     * Sends a bearer token with every call; asked for each time, on a thread that may not block for long, so that it may
     * rotate. Refused together with {@link #plaintext}.
     */
    public RecommendClientBuilder bearerToken(Supplier<String> token) {
        this.bearerToken = token;
        return this;
    }

    /** How long calls of one kind may take, retries included, instead of {@link Operation#defaultDeadline()}. */
    public RecommendClientBuilder deadline(Operation operation, Duration deadline) {
        deadlines.put(operation, CallTerms.positive("deadline", deadline));
        return this;
    }

    /**
     * Calls wait for a connection until their deadline, instead of failing at once while no server can be reached. For one
     * call: {@link RecommendClient#waitingForReady()}.
     */
    public RecommendClientBuilder waitForReady() {
        this.waitForReady = true;
        return this;
    }

    /**
     * Asks a second server for a page when the first has not answered after this long, and takes the answer that comes
     * first: set it to about the 95th percentile of a page's latency. Both attempts get the same page. Off unless asked for;
     * pages are then not retried otherwise.
     */
    public RecommendClientBuilder hedging(Duration delay) {
        this.hedgingDelay = CallTerms.positive("delay", delay);
        return this;
    }

    /** Every call is sent once only, for callers with a retry layer of their own: two layers multiply. */
    public RecommendClientBuilder withoutRetries() {
        this.retries = false;
        return this;
    }

    /**
     * Makes the page when no server could: {@link RecommendClient#recommend(String, int)} then answers with a page marked
     * {@linkplain Page#degraded() degraded} instead of failing with UNAVAILABLE, DEADLINE_EXCEEDED or RESOURCE_EXHAUSTED.
     */
    public RecommendClientBuilder fallback(Fallback fallback) {
        this.fallback = fallback;
        return this;
    }

    /** How long {@link #connect} waits for a first connection, 10 s by default; zero connects with the first call. */
    public RecommendClientBuilder connectTimeout(Duration timeout) {
        this.connectTimeout = timeout;
        return this;
    }

    /** How long {@link RecommendClient#close} lets calls and reporters finish, 5 s by default for each of the two. */
    public RecommendClientBuilder closeTimeout(Duration timeout) {
        this.closeTimeout = timeout;
        return this;
    }

    /**
     * Where futures are completed and the {@link Fallback} runs; by default threads that gRPC makes as needed. It must
     * never reject a task.
     */
    public RecommendClientBuilder executor(Executor executor) {
        this.executor = executor;
        return this;
    }

    /**
     * For experts: the last word on the gRPC channel, for example interceptors or a proxy. Called twice for each client,
     * once for its calls and once for {@link RecommendClient#isServing}.
     */
    public RecommendClientBuilder customizeChannel(Consumer<ManagedChannelBuilder<?>> customizer) {
        this.customizer = customizer;
        return this;
    }

    /**
     * Makes the client and waits until it is connected, at most for the connect timeout. It is also given when no server
     * can be reached by then: it keeps trying every few seconds, and its calls fail with UNAVAILABLE meanwhile.
     *
     * @throws IllegalStateException if the settings contradict each other
     */
    public RecommendClient connect() {
        if (plaintext && (trustedCertificates != null || certificateChain != null || bearerToken != null)) {
            throw new IllegalStateException("plaintext: true (expected: no certificates and no token beside it)");
        }
        CallCredentials token = bearerToken == null ? null : new BearerToken(bearerToken);
        Connection connection = new Connection(
                channel(ServiceConfig.calls(retries, hedgingDelay)), channel(ServiceConfig.health()), token);
        if (!connectTimeout.isZero()) {
            connection.connect(connectTimeout);
        }
        CallTerms terms = new CallTerms(Map.copyOf(deadlines), null, waitForReady);
        return new BlockingClient(
                new AsyncClient(connection, terms, fallback), new OpenResources(connection, closeTimeout));
    }

    private ManagedChannel channel(Map<String, ?> serviceConfig) {
        ManagedChannelBuilder<?> builder = transport()
                .defaultServiceConfig(serviceConfig)
                .disableServiceConfigLookUp()
                .maxInboundMessageSize(ANSWER_BYTES_MAX)
                .maxInboundMetadataSize(METADATA_BYTES_MAX)
                .userAgent(userAgent());
        if (executor != null) {
            builder.executor(executor);
        }
        customizer.accept(builder);
        return builder.build();
    }

    private ManagedChannelBuilder<?> transport() {
        if (target.startsWith(IN_PROCESS)) {
            // gRPC leaves them off in a process; a fake server is there to try them, too.
            return InProcessChannelBuilder.forName(target.substring(IN_PROCESS.length()))
                    .enableRetry();
        }
        return Grpc.newChannelBuilder(target, credentials())
                .keepAliveTime(KEEPALIVE_SECONDS, SECONDS)
                .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, SECONDS)
                .keepAliveWithoutCalls(false);
    }

    private ChannelCredentials credentials() {
        if (plaintext) {
            return InsecureChannelCredentials.create();
        }
        TlsChannelCredentials.Builder tls = TlsChannelCredentials.newBuilder();
        try {
            if (trustedCertificates != null) {
                tls.trustManager(trustedCertificates.toFile());
            }
            if (certificateChain != null && privateKey != null) {
                tls.keyManager(certificateChain.toFile(), privateKey.toFile());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tls.build();
    }

    private static String userAgent() {
        String version = RecommendClient.class.getPackage().getImplementationVersion();
        return "reco-client" + (version == null ? "" : "/" + version);
    }

    /** Sends {@code authorization: Bearer …} with every attempt, the token fetched anew each time so that it may rotate. */
    private static final class BearerToken extends CallCredentials {
        private static final Metadata.Key<String> AUTHORIZATION =
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

        private final Supplier<String> token;

        BearerToken(Supplier<String> token) {
            this.token = token;
        }

        @Override
        public void applyRequestMetadata(RequestInfo request, Executor executor, MetadataApplier applier) {
            executor.execute(() -> {
                Metadata headers = new Metadata();
                try {
                    headers.put(AUTHORIZATION, "Bearer " + token.get());
                } catch (RuntimeException e) {
                    applier.fail(Status.UNAUTHENTICATED
                            .withDescription("the token supplier failed")
                            .withCause(e));
                    return;
                }
                applier.apply(headers);
            });
        }
    }
}
