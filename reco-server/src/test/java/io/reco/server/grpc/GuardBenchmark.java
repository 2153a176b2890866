package io.reco.server.grpc;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.sun.management.ThreadMXBean;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;

import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendResponse;
import io.reco.api.v1.RecommendServiceGrpc;
import io.reco.server.access.Access;
import io.reco.server.access.Openness;
import io.reco.server.access.Role;
import io.reco.server.access.entry.Entrance;
import io.reco.server.access.entry.Ways;
import io.reco.server.access.jwt.FetchedKeys;
import io.reco.server.access.quota.Allowances;
import io.reco.server.access.quota.Quotas;
import io.reco.server.access.token.NewToken;
import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.engine.Engine;
import io.reco.server.engine.EngineSettings;
import io.reco.server.grpc.audit.AuditTrail;
import io.reco.server.grpc.endpoint.admin.ServerFacts;
import io.reco.server.grpc.endpoint.page.RecommendEndpoint;
import io.reco.server.grpc.guard.load.Load;
import io.reco.server.grpc.guard.load.bound.LoadLimits;
import io.reco.server.grpc.refused.RecentRefusals;
import io.reco.server.grpc.stream.StreamLimits;
import io.reco.server.store.Store;
import io.reco.server.store.memory.MemoryStore;

/**
 * What all that looks at a call costs: pages of one engine by a server of gRPC's alone, by ours where anybody may call, and by
 * ours where who calls shows a token, in turns. CPU is that of the server's threads alone.
 */
public final class GuardBenchmark {

    private static final int ARTICLES = 10_000;
    private static final int READERS = 1_000;
    private static final int EVENTS_EACH = 20;
    private static final int AT_ONCE = 4;
    private static final int ROUNDS = 20;
    private static final int WARM_UP = 4;
    private static final int CALLS = 4_000;
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final SplittableRandom random = new SplittableRandom(1);
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final NewToken token = NewToken.make("shop", Set.of(Role.READ), new SecureRandom());

    private GuardBenchmark() {}

    public static void main(String[] args) throws Exception {
        new GuardBenchmark().run();
    }

    /** A way to the same pages. */
    private record Way(String name, String threads, RecommendServiceGrpc.RecommendServiceStub pages, List<Double> us) {}

    private void run() throws Exception {
        Clock clock = Clock.systemUTC();
        try (Store store = MemoryStore.open(clock);
                Engine engine = Engine.open(store, EngineSettings.defaults(), Map.of(), clock)) {
            fill(store, clock.millis());
            engine.settled().join();
            Path tokens = Files.writeString(Files.createTempFile("tokens", ""), token.line() + "\n");
            Ways ways = new Ways(Optional.of(tokens), Optional.empty(), Optional.empty());
            ExecutorService calls = Executors.newFixedThreadPool(
                    Runtime.getRuntime().availableProcessors(),
                    new ThreadFactoryBuilder().setNameFormat("bare-call-%d").build());
            Server bare = bare(engine, calls);
            try (Entrance entrance = Entrance.open(ways, FetchedKeys.Pace.DEFAULT, clock);
                    GrpcServer open = guarded(engine, Access.open(), clock);
                    GrpcServer known = guarded(engine, entrance, clock)) {
                measure(List.of(
                        new Way("gRPC alone", "bare-", stub(bare.getPort()), new ArrayList<>()),
                        new Way("ours, open to all", "reco-", stub(open.port()), new ArrayList<>()),
                        new Way("ours, with a token", "reco-", withToken(known.port()), new ArrayList<>())));
            } finally {
                bare.shutdownNow();
                calls.shutdown();
                Files.delete(tokens);
            }
        }
        System.exit(0); // channels are left open
    }

    private void fill(Store store, long nowMs) {
        List<Fact> facts = new ArrayList<>();
        for (int id = 1; id <= ARTICLES; id++) {
            facts.add(
                    new Fact.ArticleUpserted(Article.bare(Integer.toString(id)).publishedAt(nowMs - 60_000L * id)));
        }
        for (int i = 0; i < READERS * EVENTS_EACH; i++) {
            String article = Integer.toString(1 + (int) (ARTICLES * Math.pow(random.nextDouble(), 3)));
            facts.add(new Event("e" + i, Integer.toString(1 + i % READERS), article, EventType.VIEW, nowMs - i, 0));
        }
        for (int i = 0; i < facts.size(); i += 1_000) {
            var unused = store.facts()
                    .append(facts.subList(i, Math.min(facts.size(), i + 1_000)))
                    .join();
        }
    }

    private static Server bare(Engine engine, ExecutorService calls) throws IOException {
        ThreadFactoryBuilder named = new ThreadFactoryBuilder().setDaemon(true);
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .bossEventLoopGroup(new MultiThreadIoEventLoopGroup(
                        1, named.setNameFormat("bare-accept-%d").build(), EpollIoHandler.newFactory()))
                .workerEventLoopGroup(new MultiThreadIoEventLoopGroup(
                        2 * Runtime.getRuntime().availableProcessors(),
                        named.setNameFormat("bare-network-%d").build(),
                        EpollIoHandler.newFactory()))
                .channelType(EpollServerSocketChannel.class)
                .executor(calls)
                .addService(new RecommendEndpoint(
                        engine.recommender(), engine.lists(), engine.explainer(), engine.lookup(), engine::policy))
                .build()
                .start();
    }

    private static GrpcServer guarded(Engine engine, Access access, Clock clock) throws IOException {
        Duration deadlineMax = Duration.ofSeconds(5);
        Transport transport = new Transport(
                "127.0.0.1",
                0,
                Optional.empty(),
                Duration.ofSeconds(20),
                deadlineMax,
                StreamLimits.DEFAULTS,
                access,
                new Allowances(Quotas.NONE, System::nanoTime),
                new AuditTrail((method, outcome) -> {}),
                new RecentRefusals(Clock.systemUTC()),
                Openness.OFF,
                Duration.ZERO,
                Duration.ZERO,
                List.of(),
                Optional.empty());
        Load load = new Load(LoadLimits.ofThisProcess(), deadlineMax, (callClass, nanos) -> {});
        GrpcServer server = GrpcServer.listen(transport, load);
        server.serve(engine, new ServerFacts("measured", clock.instant(), List.of()), clock);
        return server;
    }

    private static RecommendServiceGrpc.RecommendServiceStub stub(int port) {
        ManagedChannel channel = Grpc.newChannelBuilder("127.0.0.1:" + port, InsecureChannelCredentials.create())
                .disableRetry()
                .build();
        return RecommendServiceGrpc.newStub(channel);
    }

    private RecommendServiceGrpc.RecommendServiceStub withToken(int port) {
        Metadata headers = new Metadata();
        headers.put(AUTHORIZATION, "Bearer " + token.token());
        return stub(port).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private void measure(List<Way> ways) throws InterruptedException {
        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
            for (int i = 0; i < ways.size(); i++) {
                Way way = ways.get((i + round) % ways.size()); // whoever comes first is another one each time
                double us = round(way);
                if (round >= WARM_UP) {
                    way.us().add(us);
                }
            }
        }
        double alone = median(ways.get(0).us());
        for (Way way : ways) {
            double[] ratios = new double[ROUNDS];
            Arrays.setAll(ratios, i -> way.us().get(i) / ways.get(0).us().get(i));
            Arrays.sort(ratios);
            System.out.println(String.format(
                    Locale.ROOT,
                    "%-20s server's CPU a page %.1f us, %.3f of gRPC alone (of rounds: %.3f to %.3f, median %.3f)",
                    way.name(),
                    median(way.us()),
                    median(way.us()) / alone,
                    ratios[0],
                    ratios[ROUNDS - 1],
                    ratios[ROUNDS / 2]));
        }
    }

    /** Asks for pages, a few at once; microseconds of the server's CPU for each. */
    private double round(Way way) throws InterruptedException {
        Semaphore room = new Semaphore(AT_ONCE);
        long begin = cpuNanos(way.threads());
        for (int i = 0; i < CALLS; i++) {
            room.acquire();
            RecommendRequest request = RecommendRequest.newBuilder()
                    .setReaderId(Integer.toString(1 + random.nextInt(READERS)))
                    .setPageSize(10)
                    .build();
            way.pages().recommend(request, new StreamObserver<>() {
                @Override
                public void onNext(RecommendResponse page) {}

                @Override
                public void onError(Throwable failure) {
                    throw new IllegalStateException(failure);
                }

                @Override
                public void onCompleted() {
                    room.release();
                }
            });
        }
        room.acquire(AT_ONCE);
        return (cpuNanos(way.threads()) - begin) / 1e3 / CALLS;
    }

    private long cpuNanos(String named) {
        long nanos = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith(named)) {
                nanos += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
            }
        }
        return nanos;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
