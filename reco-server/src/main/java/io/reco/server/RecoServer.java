package io.reco.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.ServerConfig.Setting;
import io.reco.server.demo.Newsroom;
import io.reco.server.domain.Event;
import io.reco.server.domain.Fact;
import io.reco.server.domain.page.Rung;
import io.reco.server.exposure.ExposureTokens;
import io.reco.server.grpc.GrpcServer;
import io.reco.server.grpc.Transport;
import io.reco.server.ingest.Catalogue;
import io.reco.server.ingest.Feedback;
import io.reco.server.learn.follow.Follower;
import io.reco.server.learn.train.BackgroundLearner;
import io.reco.server.learn.train.Learner;
import io.reco.server.model.Models;
import io.reco.server.model.settings.LearningSettings;
import io.reco.server.ops.AdminServer;
import io.reco.server.ops.CallMetrics;
import io.reco.server.ops.Metrics;
import io.reco.server.ops.StatusLine;
import io.reco.server.recommend.Pipeline;
import io.reco.server.recommend.Recommender;
import io.reco.server.recommend.RungCounts;
import io.reco.server.store.Store;
import io.reco.server.store.StoreException;
import io.reco.server.store.rocksdb.RocksStore;

/** A running server: what it is made of, in the order it is put together. */
public final class RecoServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RecoServer.class);

    private static final String MADE_KEY_ID = "own";
    private static final int MADE_KEY_BYTES = 32;
    static final long DEMO_SEED = 1;
    private static final int DEMO_BATCH = 5_000;

    /** What was opened and is to be closed, the last one first. Guarded by itself. */
    private final Deque<Runnable> closings = new ArrayDeque<>();

    private int port;
    private OptionalInt adminPort = OptionalInt.empty();

    private RecoServer() {}

    /** Starts a server and returns when it serves. {@link IOException} when a port or the store cannot be opened. */
    public static RecoServer start(ServerConfig config) throws IOException {
        return start(config, Clock.systemUTC());
    }

    static RecoServer start(ServerConfig config, Clock clock) throws IOException {
        RecoServer server = new RecoServer();
        try {
            server.assemble(config, clock);
        } catch (StoreException e) {
            server.close();
            throw new IOException(e.getMessage(), e.getCause());
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    private void assemble(ServerConfig config, Clock clock) throws IOException {
        Models models = new Models(LearningSettings.of(config.engine()));
        Metrics metrics = new Metrics();
        Pipeline pipeline = new Pipeline(models);
        countRungs(metrics, pipeline.made());
        List<StatusLine.Field> fields = new ArrayList<>(List.of(
                new StatusLine.Field("articles", models::articleCount),
                new StatusLine.Field("readers", models::readerCount),
                new StatusLine.Field("model_age_s", () -> modelAgeMs(models, clock) / 1_000)));
        fields.addAll(slotsByRung(pipeline.made()));
        StatusLine statusLine = StatusLine.start(fields);
        closings.push(statusLine::close);
        // Before the store is opened and filled: a port in use is told at once, and nothing was done.
        GrpcServer grpc = listen(config, new CallMetrics(metrics.registry(), statusLine), metrics);

        Store store = RocksStore.open(config.data(), clock);
        closings.push(store::close);
        if (config.demo() && store.facts().newest() == 0) {
            fill(store, clock);
        }
        Follower follower = Follower.start(store.facts(), models, clock, pipeline.rehearsal());
        closings.push(follower::close);
        BackgroundLearner learner =
                BackgroundLearner.start(models, new Learner(models, clock), follower::position, follower.ready());
        closings.push(learner::close);

        ExposureTokens tokens = new ExposureTokens(signingKeys(config, store));
        Recommender recommender = new Recommender(store.readers(), pipeline, models, tokens, clock);
        Catalogue catalogue = new Catalogue(store, follower::applied);
        Feedback feedback = new Feedback(store.facts(), tokens, clock);
        measure(metrics, store, models, follower, learner, clock);

        closings.push(grpc::close); // the first to end, as calls need all the rest
        follower.ready().join();
        grpc.serve(recommender, catalogue, feedback);
        // Whoever restarts unhealthy servers helps: a restart replays the log.
        var unused = follower.failure().thenAccept(defect -> grpc.withdraw("the models no longer follow the log"));
        log.info(
                "serving host={} port={} articles={} readers={}",
                config.host(),
                port,
                models.articleCount(),
                models.readerCount());
    }

    /** Opens both ports; the gRPC one says NOT_SERVING. */
    private GrpcServer listen(ServerConfig config, CallMetrics callMetrics, Metrics metrics) throws IOException {
        GrpcServer grpc = bound(
                Setting.PORT, config.host(), config.port(), () -> GrpcServer.listen(transport(config, callMetrics)));
        closings.push(grpc::close);
        port = grpc.port();
        if (config.adminPort().isPresent()) {
            int wanted = config.adminPort().getAsInt();
            InetSocketAddress address = new InetSocketAddress(config.host(), wanted);
            AdminServer admin = bound(
                    Setting.ADMIN_PORT,
                    config.host(),
                    wanted,
                    () -> AdminServer.start(address, metrics, grpc::obstacle));
            closings.addLast(admin::close); // after everything else: it tells how the end goes
            adminPort = OptionalInt.of(admin.port());
        }
        return grpc;
    }

    private interface Opening<T> {
        T open() throws IOException;
    }

    private static <T> T bound(Setting setting, String host, int port, Opening<T> opening) throws IOException {
        try {
            return opening.open();
        } catch (IOException e) {
            String address = (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
            Throwable reason = e.getCause() == null ? e : e.getCause();
            throw new IOException(
                    setting.flag() + ": " + address + " (expected: an address of this machine and a port that is free; "
                            + setting.variable() + " sets it, too)",
                    reason);
        }
    }

    private static Transport transport(ServerConfig config, CallMetrics callMetrics) {
        return new Transport(
                config.host(),
                config.port(),
                config.deadlineMax(),
                config.reflection(),
                config.drainDelay(),
                config.shutdownGrace(),
                List.of(callMetrics));
    }

    private static void measure(
            Metrics metrics, Store store, Models models, Follower follower, BackgroundLearner learner, Clock clock) {
        metrics.gauge("reco_articles", "Articles in the catalogue.", models::articleCount);
        metrics.gauge("reco_readers", "Readers who did something.", models::readerCount);
        metrics.gauge(
                "reco_log_position",
                "Position of the newest durable fact.",
                () -> store.facts().newest());
        metrics.gauge("reco_models_position", "Position of the newest fact in the models.", follower::position);
        metrics.gauge("reco_rows_due", "Neighbour rows that wait to be rebuilt.", follower::rowsDue);
        metrics.gauge(
                "reco_learned_position",
                "Position of a fact up to which what is learned in the background was learned from all.",
                learner::learnedPosition);
        metrics.gauge("reco_model_version", "Version of the learned models.", models::version);
        metrics.gauge(
                "reco_model_age_seconds",
                "Time since a learned model was last replaced.",
                () -> modelAgeMs(models, clock) / 1e3);
    }

    private static void countRungs(Metrics metrics, RungCounts made) {
        List<Metrics.Series> pages = new ArrayList<>();
        List<Metrics.Series> slots = new ArrayList<>();
        for (Rung rung : Rung.values()) {
            pages.add(new Metrics.Series(List.of(label(rung)), () -> made.pages(rung)));
            slots.add(new Metrics.Series(List.of(label(rung), "known"), () -> made.slots(rung, true)));
            slots.add(new Metrics.Series(List.of(label(rung), "new"), () -> made.slots(rung, false)));
        }
        metrics.counters("reco_pages_total", "Pages made, by the lowest rung they needed.", List.of("rung"), pages);
        metrics.counters(
                "reco_page_slots_total",
                "Slots filled, by rung and whether anything was known of the reader.",
                List.of("rung", "reader"),
                slots);
    }

    /** How many slots each rung filled since the last line. */
    private static List<StatusLine.Field> slotsByRung(RungCounts made) {
        List<StatusLine.Field> fields = new ArrayList<>();
        for (Rung rung : Rung.values()) {
            fields.add(StatusLine.Field.growth(label(rung), () -> made.slots(rung, true) + made.slots(rung, false)));
        }
        return fields;
    }

    private static String label(Rung rung) {
        return rung.name().toLowerCase(Locale.ROOT);
    }

    private static long modelAgeMs(Models models, Clock clock) {
        return Math.max(0, clock.millis() - models.learnedAtMs());
    }

    private static Map<String, byte[]> signingKeys(ServerConfig config, Store store) {
        Map<String, byte[]> keys = new LinkedHashMap<>();
        config.signingKeys().forEach(key -> keys.put(key.id(), key.secret().getEncoded()));
        if (keys.isEmpty()) {
            keys.put(MADE_KEY_ID, store.secrets().getOrMake("signing-key", RecoServer::randomKey));
        }
        return keys;
    }

    private static byte[] randomKey() {
        byte[] key = new byte[MADE_KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return key;
    }

    private static void fill(Store store, Clock clock) {
        Newsroom newsroom = Newsroom.of(DEMO_SEED, clock.millis());
        List<Fact.ArticleUpserted> articles =
                newsroom.articles().stream().map(Fact.ArticleUpserted::new).toList();
        var unused = store.facts().append(articles).join();
        List<Event> events = newsroom.events();
        for (int i = 0; i < events.size(); i += DEMO_BATCH) {
            List<Event> batch = events.subList(i, Math.min(events.size(), i + DEMO_BATCH));
            unused = store.facts().append(batch).join();
        }
        log.info("demo content filled articles={} events={}", articles.size(), events.size());
    }

    /** The gRPC port. */
    public int port() {
        return port;
    }

    /** The admin port; empty when there is none. */
    public OptionalInt adminPort() {
        return adminPort;
    }

    /** Drains, stops and flushes, in that order. Idempotent. */
    @Override
    public void close() {
        synchronized (closings) {
            if (closings.isEmpty()) {
                return;
            }
            while (!closings.isEmpty()) {
                closings.pop().run();
            }
        }
        log.info("stopped");
    }
}
