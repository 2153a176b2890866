package io.reco.client.testing;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerInterceptors;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;

import io.reco.client.Operation;
import io.reco.client.RecommendClient;
import io.reco.client.feedback.Event;

/**
 * A Reco server for tests.
 *
 * <pre>{@code
 * try (FakeRecommendServer server = FakeRecommendServer.start();
 *         RecommendClient client = RecommendClient.connect(server.target())) {
 *     server.next(Operation.RECOMMEND, Answer.failing(Code.UNAVAILABLE), Answer.normal().after(Duration.ofMillis(50)));
 *     Page page = client.recommend("reader-7", 3);
 *     assertEquals(2, server.calls(Operation.RECOMMEND));
 * }
 * }</pre>
 *
 * <p>Unscripted it behaves: a new page holds what {@link #recommends} says, else articles that the reader was not shown yet
 * (those upserted, in the order of the bytes of their ids, else 1 to 1,000), then shown ones, then viewed ones; pages replay by
 * stamp and by idempotency key, each placement is a feed of its own, filters and what a reader blocked hold, history walks
 * back, what was taken down or rejected is on no page, the original contract names only articles whose id is a number, an
 * event counts once and can be watched, what was upserted can be listed and deleted, and is refused with a stale etag.
 * Related is what has a topic in common, the top is what was viewed most or published last; readers can be looked at, merged,
 * exported and erased, and what happened before an erasure is refused. Requests and events are refused as the real server
 * does, but for what only it can know: signatures of tokens, and events that are too old to be told from counted ones. It is
 * no recommender.
 */
public final class FakeRecommendServer implements AutoCloseable {
    private static final AtomicInteger STARTED = new AtomicInteger();

    private final Server server;
    private final Script script;
    private final FakeFeedback feedback;
    private final FakeFeed feed;
    private final Headers headers = new Headers();
    private final HealthStatusManager health = new HealthStatusManager();
    private String target = "";

    private FakeRecommendServer(ServerBuilder<?> builder, Clock clock) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "fake-recommend-server-timer");
            thread.setDaemon(true);
            return thread;
        });
        this.script = new Script(timer);
        this.feedback = new FakeFeedback(script, clock);
        FakeCatalog catalog = new FakeCatalog(script, feedback, clock);
        this.feed = new FakeFeed(catalog, feedback, clock);
        FakeLists lists = new FakeLists(catalog, feedback, feed, clock);
        List<BindableService> services = new ArrayList<>(new FakePages(script, feed, feedback, lists).services());
        services.add(catalog);
        services.add(feedback);
        services.add(new FakeReaders(script, feed, feedback, clock));
        services.add(new FakeAdmin(
                script,
                catalog,
                feed,
                feedback,
                new FakeFunnel(catalog, feedback, clock),
                Times.timestamp(clock.millis())));
        services.forEach(service -> builder.addService(ServerInterceptors.intercept(service, headers)));
        this.server = builder.addService(health.getHealthService()).build();
    }

    /** A server inside this process; nothing is opened that others could reach. */
    public static FakeRecommendServer start() {
        return start(Clock.systemUTC());
    }

    /** As {@link #start()}; this clock says what is now, for pages and events. */
    public static FakeRecommendServer start(Clock clock) {
        String name = "fake-recommend-server-" + STARTED.incrementAndGet();
        return start(server -> "inprocess:" + name, InProcessServerBuilder.forName(name), clock);
    }

    static FakeRecommendServer start(Function<Server, String> target, ServerBuilder<?> builder, Clock clock) {
        FakeRecommendServer fake = new FakeRecommendServer(builder, clock);
        try {
            fake.target = target.apply(fake.server.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return fake;
    }

    /** What to give to {@link RecommendClient#connect} or {@link RecommendClient#builder}. */
    public String target() {
        return target;
    }

    /** Answers the next attempts of a kind of call like this, one each; then as {@link #always} says. */
    public void next(Operation operation, Answer... answers) {
        script.next(operation, Arrays.asList(answers));
    }

    /** Answers all further attempts of a kind of call like this. */
    public void always(Operation operation, Answer answer) {
        script.always(operation, call -> answer);
    }

    /** Asks for the answer to every further attempt of any kind; may be called by several threads at once. */
    public void answers(Function<Operation, Answer> answers) {
        for (Operation operation : Operation.values()) {
            script.always(operation, answers);
        }
    }

    /** New pages of this reader hold these articles, cut to the number asked for. */
    public void recommends(String reader, String... articles) {
        feed.recommends(reader, List.of(articles));
    }

    /** See {@link #recommends(String, String...)}. */
    public void recommends(long reader, long... articles) {
        feed.recommends(
                Long.toString(reader),
                Arrays.stream(articles).mapToObj(Long::toString).toList());
    }

    /** Says whether the server calls itself serving; clients that balance by health send nothing to one that does not. */
    public void serving(boolean serving) {
        health.setStatus("", serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
    }

    /** Ends all watches of events as a server does that stops: with UNAVAILABLE. */
    public void endWatches() {
        feedback.endWatches();
    }

    /** How many attempts of a kind of call have arrived. Health is not counted. */
    public int calls(Operation operation) {
        return script.calls(operation);
    }

    /** How many attempts of a kind of call the client cancelled, or ran out of time for, before they were answered. */
    public int cancelled(Operation operation) {
        return script.cancelled(operation);
    }

    /** The events accepted so far, each once, in the order they came. */
    public List<Event> events() {
        return feedback.events();
    }

    /** The bearer tokens of all attempts so far, in the order they came. */
    public List<String> bearerTokens() {
        return headers.bearerTokens();
    }

    /** Ends at once, running calls included. */
    @Override
    public void close() {
        server.shutdownNow();
        script.close();
        try {
            if (!server.awaitTermination(SECONDS.toNanos(5), NANOSECONDS)) {
                throw new IllegalStateException("fake server: still running 5 s after its end (expected: ended)");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
