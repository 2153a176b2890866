package io.reco.server.grpc.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.api.ArticleResponse;
import io.reco.api.UserRecommendGrpc;
import io.reco.api.UserRequest;
import io.reco.server.access.Access;
import io.reco.server.access.Openness;
import io.reco.server.access.quota.Allowances;
import io.reco.server.access.quota.Quotas;
import io.reco.server.domain.Article;
import io.reco.server.domain.Fact;
import io.reco.server.domain.IdKeys;
import io.reco.server.domain.page.Page;
import io.reco.server.engine.Engine;
import io.reco.server.engine.EngineSettings;
import io.reco.server.grpc.GrpcServer;
import io.reco.server.grpc.Transport;
import io.reco.server.grpc.audit.AuditTrail;
import io.reco.server.grpc.endpoint.admin.ServerFacts;
import io.reco.server.grpc.guard.load.Load;
import io.reco.server.grpc.guard.load.bound.LoadLimits;
import io.reco.server.grpc.refused.RecentRefusals;
import io.reco.server.grpc.stream.StreamLimits;
import io.reco.server.store.Backup;
import io.reco.server.store.Scan;
import io.reco.server.store.SecretStore;
import io.reco.server.store.Store;
import io.reco.server.store.StoreStatus;
import io.reco.server.store.article.ArticleStore;
import io.reco.server.store.count.CountStore;
import io.reco.server.store.life.ReaderLives;
import io.reco.server.store.log.FactLog;
import io.reco.server.store.memory.MemoryStore;
import io.reco.server.store.reader.ReaderState;
import io.reco.server.store.reader.ReaderStore;
import io.reco.server.store.snapshot.SnapshotStore;
import io.reco.server.store.trouble.Troubles;

/** Calls that their callers gave up before the page was kept burn none: over a real connection, with a store that waits. */
@Timeout(300)
class GivenUpCallsTest {

    private static final int READER = 7;
    private static final int CALLS = 5;

    private final Clock clock = Clock.systemUTC();
    private final Store store = MemoryStore.open(clock);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private Engine engine;
    private GrpcServer server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        List<Fact> articles = new ArrayList<>();
        for (int id = 1; id <= 100; id++) {
            articles.add(
                    new Fact.ArticleUpserted(Article.bare(Integer.toString(id)).publishedAt(clock.millis())));
        }
        var unused = store.facts().append(articles).join();
        engine = Engine.open(new WaitingStore(store), EngineSettings.defaults(), Map.of(), clock);
        engine.ready().join();
        Transport transport = new Transport(
                "127.0.0.1",
                0,
                Optional.empty(),
                Duration.ofSeconds(20),
                Duration.ofSeconds(30),
                StreamLimits.DEFAULTS,
                Access.open(),
                new Allowances(Quotas.NONE, System::nanoTime),
                new AuditTrail((method, outcome) -> {}),
                new RecentRefusals(Clock.systemUTC()),
                Openness.OFF,
                Duration.ZERO,
                Duration.ofSeconds(5),
                List.of(new CallCounter()),
                Optional.empty());
        Load load = new Load(LoadLimits.ofThisProcess(), Duration.ofSeconds(30), (callClass, nanos) -> {});
        server = GrpcServer.listen(transport, load);
        server.serve(engine, new ServerFacts("test", clock.instant(), List.of()), clock);
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() {
        goOn.countDown();
        channel.shutdownNow();
        server.close();
        engine.close();
    }

    @Test
    void cancelledCallsKeepNoPage() {
        Context.CancellableContext caller = Context.current().withCancellation();
        caller.run(() -> ask(UserRecommendGrpc.newStub(channel)));
        await().until(() -> started.get() == CALLS);
        caller.cancel(null);
        await().until(() -> ended.get() == CALLS && failed.get() == CALLS);
        goOn.countDown();

        assertThat(nextPageIsTheFirst()).isTrue();
    }

    @Test
    void callsWhoseDeadlinePassedKeepNoPage() {
        ask(UserRecommendGrpc.newStub(channel).withDeadlineAfter(200, TimeUnit.MILLISECONDS));
        await().until(() -> ended.get() == CALLS && failed.get() == CALLS);
        goOn.countDown();

        assertThat(nextPageIsTheFirst()).isTrue();
    }

    private void ask(UserRecommendGrpc.UserRecommendStub stub) {
        for (int i = 0; i < CALLS; i++) {
            stub.userRecommend(request(), new FailureCounter());
        }
    }

    /** Asks once more, after all calls before: they ran in order of arrival. */
    private boolean nextPageIsTheFirst() {
        ArticleResponse page = UserRecommendGrpc.newBlockingStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .userRecommend(request());
        List<Page> kept = store.readers().read(Integer.toString(READER)).join().pages();
        return kept.size() == 1 && kept.get(0).stamp() == page.getTimeStamp();
    }

    private static UserRequest request() {
        return UserRequest.newBuilder().setUserId(READER).build();
    }

    /** Sees calls as their caller does. */
    private final class FailureCounter implements StreamObserver<ArticleResponse> {
        @Override
        public void onNext(ArticleResponse page) {}

        @Override
        public void onError(Throwable failure) {
            failed.incrementAndGet();
        }

        @Override
        public void onCompleted() {}
    }

    /** Sees calls as the network does. */
    private final class CallCounter extends ServerStreamTracer.Factory {
        @Override
        public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
            started.incrementAndGet();
            return new ServerStreamTracer() {
                @Override
                public void streamClosed(Status status) {
                    ended.incrementAndGet();
                }
            };
        }
    }

    /** A real store, but that no page is decided before the test says so. */
    private final class WaitingStore implements Store {
        private final Store store;

        WaitingStore(Store store) {
            this.store = store;
        }

        @Override
        public FactLog facts() {
            return store.facts();
        }

        @Override
        public ArticleStore articles() {
            return store.articles();
        }

        @Override
        public ReaderStore readers() {
            return new WaitingReaders(store.readers());
        }

        @Override
        public ReaderLives lives() {
            return store.lives();
        }

        @Override
        public CountStore counts() {
            return store.counts();
        }

        @Override
        public SnapshotStore snapshots() {
            return store.snapshots();
        }

        @Override
        public Scan scan() {
            return store.scan();
        }

        @Override
        public Backup backup() {
            return store.backup();
        }

        @Override
        public Troubles troubles() {
            return store.troubles();
        }

        @Override
        public StoreStatus status() {
            return store.status();
        }

        @Override
        public SecretStore secrets() {
            return store.secrets();
        }

        @Override
        public IdKeys ids() {
            return store.ids();
        }

        @Override
        public void close() {
            store.close();
        }
    }

    private final class WaitingReaders implements ReaderStore {
        private final ReaderStore readers;

        WaitingReaders(ReaderStore readers) {
            this.readers = readers;
        }

        @Override
        public CompletableFuture<ReaderState> read(String reader) {
            return readers.read(reader);
        }

        @Override
        public <D extends PageDecision> CompletableFuture<D> keep(String reader, Function<ReaderState, D> decision) {
            return readers.keep(reader, state -> {
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return decision.apply(state);
            });
        }
    }
}
