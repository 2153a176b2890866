package io.reco.server.grpc.guard.load;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.google.protobuf.util.Durations;
import com.google.rpc.RetryInfo;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.reco.api.v1.Article;
import io.reco.api.v1.CatalogServiceGrpc;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendResponse;
import io.reco.api.v1.RecommendServiceGrpc;
import io.reco.api.v1.UpsertArticlesRequest;
import io.reco.api.v1.UpsertArticlesResponse;
import io.reco.server.grpc.guard.load.bound.LoadLimits;

/** A gRPC server whose endpoints take as long as the test wants. */
@SuppressWarnings("NullAway.Init") // what start() begins
class LoadTest {

    private static final Metadata.Key<String> PUSHBACK =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int LARGE = 1 << 20;

    private final AtomicInteger begun = new AtomicInteger();
    /** A service's name, and how many of its calls have passed the guard, for each of them. */
    private final Set<String> started = ConcurrentHashMap.newKeySet();

    private final CountDownLatch held = new CountDownLatch(1);
    private final ExecutorService probes = Executors.newFixedThreadPool(2);
    private final List<ManagedChannel> channels = new ArrayList<>();
    private Load load;
    private Server server;

    private void start(int calls, Duration deadlineMax) throws IOException {
        start(new LoadLimits(1, calls, calls, calls, 2, 1 << 20, 8 << 20, Duration.ofMillis(300)), deadlineMax);
    }

    private void start(LoadLimits limits, Duration deadlineMax) throws IOException {
        load = new Load(limits, deadlineMax, (callClass, nanos) -> {});
        GrpcDoor door = new GrpcDoor(load, probes);
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addTransportFilter(door.connections())
                .addStreamTracerFactory(door.tracer())
                .directExecutor()
                .callExecutor(door.executors(true))
                .addService(ServerInterceptors.intercept(new Pages(), this::begin, new LoadGuard()))
                .addService(ServerInterceptors.intercept(new Articles(), this::begin, new LoadGuard()))
                .addService(ServerInterceptors.intercept(new HealthStatusManager().getHealthService(), new LoadGuard()))
                .build()
                .start();
    }

    private <Q, A> ServerCall.Listener<Q> begin(ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String service = String.valueOf(call.getMethodDescriptor().getServiceName());
        int count = 1;
        while (!started.add(service + count)) {
            count++;
        }
        return next.startCall(call, headers);
    }

    @AfterEach
    void stop() throws InterruptedException {
        held.countDown();
        channels.forEach(ManagedChannel::shutdownNow);
        server.shutdownNow().awaitTermination();
        await().untilAsserted(() -> {
            assertThat(load.requestBytes()).as("bytes of requests").isZero();
            assertThat(load.answerBytes()).as("bytes of answers").isZero();
            assertThat(load.largeRequests()).as("large requests").isZero();
            for (CallClass callClass : CallClass.values()) {
                assertThat(load.inFlight(callClass)).as(callClass.label()).isZero();
            }
        });
        load.close();
        probes.shutdown();
    }

    /** A page whose reader is {@code held} waits on its thread; the answer has as many bytes as its size says. */
    private final class Pages extends RecommendServiceGrpc.RecommendServiceImplBase {
        @Override
        public void recommend(RecommendRequest request, StreamObserver<RecommendResponse> caller) {
            begun.incrementAndGet();
            if (request.getReaderId().equals("held")) {
                hold();
            }
            RecommendResponse.Builder answer = RecommendResponse.newBuilder();
            for (int i = 0; i < request.getPageSize(); i++) {
                answer.addResults(io.reco.api.v1.Result.newBuilder().setArticleId("x".repeat(1 << 10)));
            }
            caller.onNext(answer.build());
            caller.onCompleted();
        }
    }

    private final List<StreamObserver<UpsertArticlesResponse>> waiting = new ArrayList<>();

    /** Upserts leave their thread at once, and are answered when the test wants, as those that wait for a disk. */
    private final class Articles extends CatalogServiceGrpc.CatalogServiceImplBase {
        @Override
        public void upsertArticles(UpsertArticlesRequest request, StreamObserver<UpsertArticlesResponse> caller) {
            begun.incrementAndGet();
            synchronized (waiting) {
                waiting.add(caller);
            }
        }
    }

    private void answerUpserts() {
        synchronized (waiting) {
            waiting.forEach(caller -> {
                caller.onNext(UpsertArticlesResponse.getDefaultInstance());
                caller.onCompleted();
            });
            waiting.clear();
        }
    }

    private void hold() {
        try {
            held.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Channel connect() {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .disableRetry()
                .maxInboundMessageSize(64 << 20)
                .flowControlWindow(64 << 10) // what a caller takes who does not read
                .build();
        channels.add(channel);
        return channel;
    }

    private static CompletableFuture<RecommendResponse> page(Channel channel, String reader) {
        return answer(RecommendServiceGrpc.getRecommendMethod(), channel, request(reader, 0));
    }

    private static RecommendRequest request(String reader, int kilobytes) {
        return RecommendRequest.newBuilder()
                .setReaderId(reader)
                .setPageSize(kilobytes)
                .build();
    }

    private static CompletableFuture<UpsertArticlesResponse> upsert(Channel channel, int bytes) {
        return answer(
                CatalogServiceGrpc.getUpsertArticlesMethod(),
                channel,
                UpsertArticlesRequest.newBuilder()
                        .addArticles(Article.newBuilder().setSummary("x".repeat(bytes)))
                        .build());
    }

    private static <Q, A> CompletableFuture<A> answer(
            io.grpc.MethodDescriptor<Q, A> method, Channel channel, Q request) {
        CompletableFuture<A> answer = new CompletableFuture<>();
        ClientCalls.asyncUnaryCall(
                channel.newCall(method, CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS)),
                request,
                new StreamObserver<A>() {
                    @Override
                    public void onNext(A value) {
                        answer.complete(value);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        answer.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {}
                });
        return answer;
    }

    private static StatusRuntimeException failure(CompletableFuture<?> call) {
        var failed = catchThrowableOfType(
                java.util.concurrent.ExecutionException.class, () -> call.get(30, TimeUnit.SECONDS));
        return requireNonNull((StatusRuntimeException) failed.getCause());
    }

    private static void isPushedBack(CompletableFuture<?> call) throws Exception {
        StatusRuntimeException refusal = failure(call);
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        RetryInfo retry = StatusProto.fromThrowable(refusal).getDetailsList().stream()
                .filter(detail -> detail.is(RetryInfo.class))
                .findFirst()
                .orElseThrow()
                .unpack(RetryInfo.class);
        assertThat(refusal.getTrailers().get(PUSHBACK))
                .isEqualTo(String.valueOf(Durations.toMillis(retry.getRetryDelay())));
    }

    @Test
    void aCallBeyondTheLimitIsPushedBackWhileAllThreadsAreBusy() throws Exception {
        start(2, LONG);
        var held1 = page(connect(), "held");
        await().until(() -> begun.get() == 1);
        var queued = page(connect(), "anna");
        await().until(() -> load.inFlight(CallClass.PAGES) == 2);

        isPushedBack(page(connect(), "berta"));

        assertThat(load.refusals(CallClass.PAGES, Load.Reason.CALLS)).isEqualTo(1);
        assertThat(held1).isNotDone();
        held.countDown();
        queued.get(30, TimeUnit.SECONDS);
        assertThat(begun).hasValue(2);
    }

    @Test
    void callsWhoseRequestsDoNotComeGiveWayToThoseThatAreThere() throws Exception {
        start(2, LONG);
        List<CompletableFuture<Status>> halfSent = List.of(halfSent(connect()), halfSent(connect()));
        await().until(() -> load.inFlight(CallClass.PAGES) == 2);

        await().atMost(Duration.ofSeconds(30))
                .until(() -> page(connect(), "anna")
                        .handle((page, failure) -> failure == null)
                        .get(30, TimeUnit.SECONDS));

        await().until(() -> halfSent.stream().anyMatch(CompletableFuture::isDone));
        for (CompletableFuture<Status> call : halfSent) {
            if (call.isDone()) {
                assertThat(call.get().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            }
        }
    }

    @Test
    void aCallWhoseRequestIsThereKeepsItsPlaceHoweverLongItWaitsForAThread() throws Exception {
        start(2, LONG);
        Channel busy = connect();
        var first = page(busy, "held");
        await().until(() -> begun.get() == 1);
        var queued = page(busy, "anna");
        await().until(() -> load.waiting() == 1);

        long from = System.nanoTime();
        do { // until long after others would have given way
            isPushedBack(page(connect(), "berta"));
        } while (System.nanoTime() - from < Duration.ofMillis(600).toNanos());

        held.countDown();
        first.get(30, TimeUnit.SECONDS);
        queued.get(30, TimeUnit.SECONDS);
    }

    @Test
    void aPageBeginsWhereItArrivesAndWaitsForAThreadOnlyOnce() throws Exception {
        start(10, LONG);
        var first = page(connect(), "held");
        await().until(() -> begun.get() == 1);

        var queued = page(connect(), "anna");
        var imported = upsert(connect(), 10);

        await().until(() -> started.contains(RecommendServiceGrpc.SERVICE_NAME + 2));
        await().until(() -> load.waiting() == 2);
        assertThat(started).doesNotContain(CatalogServiceGrpc.SERVICE_NAME + 1);
        held.countDown();
        first.get(30, TimeUnit.SECONDS);
        queued.get(30, TimeUnit.SECONDS);
        await().until(() -> begun.get() == 3);
        answerUpserts();
        imported.get(30, TimeUnit.SECONDS);
    }

    /** Begins a call and sends no request; how it ends. */
    private static CompletableFuture<Status> halfSent(Channel channel) {
        CompletableFuture<Status> end = new CompletableFuture<>();
        // Of a call with one request a client sends nothing before that is there.
        var method = RecommendServiceGrpc.getRecommendMethod().toBuilder()
                .setType(MethodDescriptor.MethodType.CLIENT_STREAMING)
                .build();
        channel.newCall(method, CallOptions.DEFAULT)
                .start(
                        new ClientCall.Listener<>() {
                            @Override
                            public void onClose(Status status, Metadata trailers) {
                                end.complete(status);
                            }
                        },
                        new Metadata());
        return end;
    }

    @Test
    void healthAnswersWhileAllThreadsAreBusyAndCallsAreRefused() throws Exception {
        start(1, LONG);
        var unused = page(connect(), "held");
        await().until(() -> begun.get() == 1);
        isPushedBack(page(connect(), "anna"));

        var health = HealthGrpc.newBlockingStub(connect()).withDeadlineAfter(30, TimeUnit.SECONDS);

        assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatusValue())
                .isEqualTo(1);
    }

    @Test
    void pagesAreStillTakenWhereImportsAreNot() throws Exception {
        start(10, LONG);
        List<Channel> loaders = List.of(connect(), connect());
        List<CompletableFuture<?>> upserts = new ArrayList<>();
        while (load.refusals(CallClass.IMPORTS, Load.Reason.CALLS) == 0) {
            upserts.add(upsert(loaders.get(upserts.size() % 2), 1));
            int sent = upserts.size();
            await().until(() ->
                    load.inFlight(CallClass.IMPORTS) + load.refusals(CallClass.IMPORTS, Load.Reason.CALLS) == sent);
        }

        assertThat(load.inFlight(CallClass.IMPORTS)).isEqualTo(7);
        page(connect(), "anna").get(30, TimeUnit.SECONDS);
        answerUpserts();
    }

    @Test
    void oneConnectionLeavesAThirdOfTheLimitToOthers() throws Exception {
        start(30, LONG);
        Channel greedy = connect();
        List<CompletableFuture<?>> calls = new ArrayList<>();
        calls.add(page(greedy, "held"));
        // Calls that wait for their connection may go out in any order, and this one is to have the only thread.
        await().until(() -> begun.get() == 1);
        for (int i = 1; i < 40; i++) {
            calls.add(page(greedy, "anna"));
        }
        await().until(() -> load.inFlight(CallClass.PAGES) + load.refusals(CallClass.PAGES, Load.Reason.CALLS) == 40);
        assertThat(load.inFlight(CallClass.PAGES)).isBetween(19, 21);
        assertThat(calls).anyMatch(CompletableFuture::isCompletedExceptionally);

        var other = page(connect(), "berta");
        held.countDown();

        other.get(30, TimeUnit.SECONDS);
    }

    @Test
    void aCallThatWaitedForLongerThanTheServerAllowsIsAnsweredThenAndNeverBegun() throws Exception {
        start(10, Duration.ofMillis(200));
        var first = page(connect(), "held");
        await().until(() -> begun.get() == 1);
        var queued = page(connect(), "anna");
        await().until(() -> load.inFlight(CallClass.PAGES) == 2);

        await().until(() -> {
            load.tick();
            return queued.isDone();
        });

        assertThat(failure(queued).getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        held.countDown();
        first.get(30, TimeUnit.SECONDS);
        page(connect(), "berta").get(30, TimeUnit.SECONDS);
        assertThat(begun).hasValue(2);
    }

    @Test
    void aCallPastItsCallersDeadlineIsNeverBegun() throws Exception {
        start(10, LONG);
        var first = page(connect(), "held");
        await().until(() -> begun.get() == 1);
        var late = RecommendServiceGrpc.newBlockingStub(connect()).withDeadlineAfter(100, TimeUnit.MILLISECONDS);

        StatusRuntimeException failure =
                catchThrowableOfType(StatusRuntimeException.class, () -> late.recommend(request("anna", 0)));

        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        held.countDown();
        first.get(30, TimeUnit.SECONDS);
        page(connect(), "berta").get(30, TimeUnit.SECONDS);
        assertThat(begun).hasValue(2);
    }

    @Test
    void largeRequestsBeyondTheirPlacesArePushedBackAndSmallOnesGoOn() throws Exception {
        start(20, LONG);
        Channel loader = connect();
        var first = upsert(loader, LARGE);
        await().until(() -> begun.get() == 1);

        isPushedBack(upsert(loader, LARGE)); // a connection leaves a place
        var other = upsert(connect(), LARGE);
        await().until(() -> begun.get() == 2);
        isPushedBack(upsert(connect(), LARGE));
        var small = upsert(loader, 1 << 10);
        await().until(() -> begun.get() == 3);

        assertThat(load.refusals(CallClass.IMPORTS, Load.Reason.REQUEST_BYTES)).isEqualTo(2);
        answerUpserts();
        CompletableFuture.allOf(first, other, small).get(30, TimeUnit.SECONDS);
        var again = upsert(loader, LARGE);
        await().until(() -> begun.get() == 4);
        answerUpserts();
        again.get(30, TimeUnit.SECONDS);
    }

    @Test
    void whatACallThatWasGivenUpBroughtCountsUntilItIsWorkedOff() throws Exception {
        start(20, LONG);
        ManagedChannel leaver = (ManagedChannel) connect();
        var unused = upsert(leaver, LARGE);
        await().until(() -> begun.get() == 1);

        leaver.shutdownNow();
        await().until(() -> leaver.isTerminated());
        page(connect(), "anna").get(30, TimeUnit.SECONDS);

        assertThat(load.largeRequests()).isEqualTo(1);
        assertThat(load.inFlight(CallClass.IMPORTS)).isEqualTo(1);
        answerUpserts();
        await().until(() -> load.largeRequests() == 0);
    }

    @Test
    void aConnectionThatLeavesAnswersUnreadIsPushedBackAndOthersAreNot() throws Exception {
        start(50, LONG);
        Channel slow = connect();
        for (int i = 0; i < 20; i++) {
            unread(slow, 2 << 10);
        }
        await().until(() -> load.refusals(CallClass.PAGES, Load.Reason.UNREAD_ANSWERS) > 0);
        await().until(() -> load.inFlight(CallClass.PAGES) == 0);

        assertThat(load.answerBytes()).isLessThanOrEqualTo((8 << 20) / 2 + (1 << 20));
        isPushedBack(page(slow, "anna"));
        assertThat(answer(RecommendServiceGrpc.getRecommendMethod(), connect(), request("berta", 1 << 10))
                        .get(30, TimeUnit.SECONDS)
                        .getResultsCount())
                .isEqualTo(1 << 10);
    }

    @Test
    void anAnswerThatNobodyReadsIsLetGo() throws Exception {
        start(50, LONG);
        unread(connect(), 4 << 10);
        await().until(() -> begun.get() == 1 && load.inFlight(CallClass.PAGES) == 0);

        await().until(() -> {
            load.tick();
            return load.answerBytes() == 0;
        });
    }

    /** Asks for an answer and never reads it. */
    private static void unread(Channel channel, int kilobytes) {
        ClientCall<RecommendRequest, RecommendResponse> call =
                channel.newCall(RecommendServiceGrpc.getRecommendMethod(), CallOptions.DEFAULT);
        call.start(new ClientCall.Listener<>() {}, new Metadata());
        call.sendMessage(request("slow", kilobytes));
        call.halfClose();
    }
}
