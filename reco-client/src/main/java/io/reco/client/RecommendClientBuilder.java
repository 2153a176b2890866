package io.reco.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.grpc.ManagedChannelBuilder;
import org.jspecify.annotations.Nullable;

import io.reco.client.internal.argument.Durations;
import io.reco.client.internal.call.BlockingClient;
import io.reco.client.internal.channel.CallTerms;
import io.reco.client.internal.channel.Channels;
import io.reco.client.internal.channel.Connection;
import io.reco.client.internal.channel.Security;
import io.reco.client.page.Page;

/** Says how a {@link RecommendClient} reaches its servers and what its calls promise. */
public final class RecommendClientBuilder {
    private final String target;
    private final Map<Operation, Duration> deadlines = new EnumMap<>(Operation.class);
    private boolean plaintext;
    private @Nullable Path trustedCertificates;
    private @Nullable Path certificateChain;
    private @Nullable Path privateKey;
    private @Nullable Supplier<String> bearerToken;
    private boolean tokensInPlaintext;
    private boolean waitForReady;
    private boolean retries = true;
    private @Nullable Duration hedgingDelay;
    private @Nullable Fallback fallback;
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration closeTimeout = Duration.ofSeconds(5);
    private @Nullable Executor executor;
    private Consumer<ManagedChannelBuilder<?>> customizer = builder -> {};

    RecommendClientBuilder(List<String> targets) {
        this.target = Channels.target(targets);
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
     * rotate. With {@link #plaintext} it is sent to loopback addresses alone: calls that would send it elsewhere fail with
     * UNAUTHENTICATED, and are not sent. What a server refuses as UNAUTHENTICATED is not sent again: the same token would be
     * refused again.
     */
    public RecommendClientBuilder bearerToken(Supplier<String> token) {
        this.bearerToken = token;
        return this;
    }

    /**
     * Sends the token over {@link #plaintext} to every address, where whoever is on the way can read it and use it: only for
     * networks that are private themselves, such as one between a program and a proxy beside it.
     */
    public RecommendClientBuilder tokensInPlaintext() {
        this.tokensInPlaintext = true;
        return this;
    }

    /** How long calls of one kind may take, retries included, instead of {@link Operation#defaultDeadline()}. */
    public RecommendClientBuilder deadline(Operation operation, Duration deadline) {
        deadlines.put(operation, Durations.positive("deadline", deadline));
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
        this.hedgingDelay = Durations.positive("delay", delay);
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
     * once for its calls and once for {@link RecommendClient#isServing()}.
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
     * @throws java.io.UncheckedIOException naming the file of {@link #trust} or {@link #identity} that cannot be read
     * @throws IllegalArgumentException if such a file does not hold what it should
     */
    public RecommendClient connect() {
        Security security = new Security(
                plaintext, trustedCertificates, certificateChain, privateKey, bearerToken, tokensInPlaintext);
        Connection connection = new Channels(target, security, executor, customizer).open(retries, hedgingDelay);
        if (!connectTimeout.isZero()) {
            connection.connect(connectTimeout);
        }
        CallTerms terms = new CallTerms(Map.copyOf(deadlines), null, waitForReady, null);
        return BlockingClient.on(connection, terms, fallback, closeTimeout);
    }
}
