package io.reco.server.engine;

import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.reco.server.browse.ArticleFunnel;
import io.reco.server.browse.Lookup;
import io.reco.server.browse.reader.ReaderLookup;
import io.reco.server.domain.page.Source;
import io.reco.server.domain.paging.PageTokens;
import io.reco.server.exposure.ExposureTokens;
import io.reco.server.ingest.Catalogue;
import io.reco.server.ingest.event.EventCounts;
import io.reco.server.ingest.event.Feedback;
import io.reco.server.ingest.reader.Readers;
import io.reco.server.ingest.watch.Watches;
import io.reco.server.learn.follow.Follower;
import io.reco.server.learn.snapshot.SnapshotStatus;
import io.reco.server.learn.snapshot.SnapshotWriter;
import io.reco.server.learn.snapshot.Snapshots;
import io.reco.server.learn.start.Start;
import io.reco.server.learn.train.BackgroundLearner;
import io.reco.server.learn.train.Learner;
import io.reco.server.model.Models;
import io.reco.server.recommend.Explainer;
import io.reco.server.recommend.Pipeline;
import io.reco.server.recommend.Recommender;
import io.reco.server.recommend.count.PageCounts;
import io.reco.server.recommend.draft.Policy;
import io.reco.server.recommend.explore.FirstSlots;
import io.reco.server.recommend.lists.ArticleLists;
import io.reco.server.store.Backup;
import io.reco.server.store.Store;
import io.reco.server.store.StoreStatus;
import io.reco.server.store.log.Positions;
import io.reco.server.store.log.WriteTimes;
import io.reco.server.store.trouble.Trouble;

/**
 * One catalogue's whole service without ports. Whoever serves, measures or tests opens one, so all of them have the same parts,
 * started and ended in the same order. Safe for use by many threads, but for what {@link #stepped} adds.
 */
public final class Engine implements AutoCloseable {

    private final Store store;
    private final Models models;
    private final Clock clock;
    private final Pipeline pipeline;
    private final Follower follower;
    private final Learner learner;
    private final BackgroundLearner background;
    private final Snapshots snapshots;
    private final SnapshotWriter snapshotWriter;
    private final Recommender recommender;
    private final Explainer explainer;
    private final ArticleLists lists;
    private final Catalogue catalogue;
    private final Lookup lookup;
    private final ArticleFunnel.Lookup funnels;
    private final ReaderLookup readerLookup;
    private final Feedback feedback;
    private final Watches watches;
    private final Readers readers;
    private final Policy policy;

    private Engine(Store store, EngineSettings settings, Map<String, byte[]> keys, Clock clock, boolean stepped) {
        this.store = store;
        this.clock = clock;
        this.policy = settings.policy();
        this.models = new Models(settings.learning());
        this.pipeline = new Pipeline(models, store.ids());
        this.learner = new Learner(models, clock);
        ExposureTokens tokens = new ExposureTokens(SigningKeys.orMade(keys, store.secrets()));
        this.snapshots = new Snapshots(store.snapshots(), store.ids(), settings.learning(), clock);
        this.follower = stepped
                ? Follower.stepped(
                        store.facts().tail(Positions.START), store.ids(), models, clock, pipeline.rehearsal())
                : Follower.start(new Start(store, snapshots, clock), store.ids(), models, clock, pipeline.rehearsal());
        // Of a stepped one nothing is ever ready, so nothing is learned in the background, and no snapshot is written.
        this.background = BackgroundLearner.start(models, learner, follower::position, follower.ready());
        this.snapshotWriter =
                SnapshotWriter.start(snapshots, follower, models, settings.snapshotEvery(), store::isKeeper);
        this.recommender = new Recommender(store, pipeline, models, tokens, clock);
        this.explainer = new Explainer(store, pipeline, models, tokens, clock);
        this.lists = new ArticleLists(store.readers(), models, store.ids(), tokens, clock);
        this.catalogue = new Catalogue(store, follower::applied);
        PageTokens places = new PageTokens(SigningKeys.ofPages(store.secrets()));
        this.lookup = new Lookup(store, models, places, clock);
        this.funnels = new ArticleFunnel.Lookup(models, store.ids(), clock);
        this.readerLookup = new ReaderLookup(store, models, places);
        this.feedback = new Feedback(store, tokens, clock);
        this.watches = new Watches(store.facts(), store.lives(), store.ids());
        this.readers = Readers.of(store, follower::applied, pipeline::forget, clock);
    }

    /**
     * Opens the service of what a store holds, and begins to learn it; {@link #ready} says when all of it is learned.
     *
     * @param store closed with the engine, also when this throws
     * @param keys secrets that exposure tokens are signed with, by id, the first one signs; with none, one is made and kept in
     *     the store
     * @param clock when events are accepted, what is published, and how old pages are
     */
    public static Engine open(Store store, EngineSettings settings, Map<String, byte[]> keys, Clock clock) {
        return open(store, settings, keys, clock, false);
    }

    /**
     * The same, but nothing is learned unless the caller says so, in the caller's thread: by {@link #step}, {@link #rebuildRows}
     * and {@link #catchUp}. For measuring, where a log's time goes by faster than the clock on the wall. A change of the
     * catalogue completes when it was stepped over.
     */
    public static Engine stepped(Store store, EngineSettings settings, Clock clock) {
        return open(store, settings, Map.of(), clock, true);
    }

    private static Engine open(
            Store store, EngineSettings settings, Map<String, byte[]> keys, Clock clock, boolean stepped) {
        try {
            return new Engine(store, settings, keys, clock, stepped);
        } catch (RuntimeException | Error e) {
            store.close();
            throw e;
        }
    }

    /** What stands for a reader where the id itself should not be: the same as long as the store is. */
    public long readerKey(String reader) {
        return store.ids().ofReader(reader);
    }

    /** Turns requests into pages. */
    public Recommender recommender() {
        return recommender;
    }

    /** Turns requests into lists of which nothing is kept. */
    public ArticleLists lists() {
        return lists;
    }

    /** Says why kept pages are as they are. */
    public Explainer explainer() {
        return explainer;
    }

    /** How a page is made unless its request says otherwise. */
    public Policy policy() {
        return policy;
    }

    /** Takes in articles. */
    public Catalogue catalogue() {
        return catalogue;
    }

    /** Looks into the catalogue. */
    public Lookup lookup() {
        return lookup;
    }

    /** Says what became of articles, hour by hour. */
    public ArticleFunnel.Lookup funnels() {
        return funnels;
    }

    /** Tells what readers did, as it is taken in. */
    public Watches watches() {
        return watches;
    }

    /** Takes in what readers did. */
    public Feedback feedback() {
        return feedback;
    }

    /** Looks at all that is kept of one reader. */
    public ReaderLookup readerLookup() {
        return readerLookup;
    }

    /** Changes one reader's data as a whole. */
    public Readers readers() {
        return readers;
    }

    /** Completes when all that the store held at the opening is learned; cancelled when the engine closes before. */
    public CompletableFuture<Void> ready() {
        return follower.ready();
    }

    /**
     * Makes pages for nobody for a while, in the caller's thread, so that those who come first do not wait for the JVM to
     * compile; nothing of it stays.
     *
     * @return how many pages there was time for
     */
    public int warmUp(Duration most) {
        return new WarmUp(recommender, models, policy).run(most);
    }

    /**
     * Completes when all that the store holds now is learned, but for what is learned in the background; while events come all
     * the time perhaps never, for then some neighbour row always waits.
     */
    public CompletableFuture<Void> settled() {
        return follower.settled(store.facts().newest());
    }

    /** Completes with the defect for which nothing more is learned, if there ever is one; what was learned goes on serving. */
    public CompletableFuture<Throwable> failure() {
        return follower.failure();
    }

    /** What operators look at, as of now. */
    public EngineStatus status() {
        long newest = store.facts().newest().sum();
        StoreStatus kept = store.status();
        return models.read(view -> new EngineStatus(
                view.articles().listed(),
                view.readerCount(),
                newest,
                follower.position(),
                follower.rowsDue(),
                background.learnedPosition(),
                view.modelId(),
                view.modelId().number(),
                view.learnedAtMs() == 0 ? 0 : Math.max(0, clock.millis() - view.learnedAtMs()),
                snapshotStatus(),
                kept(kept),
                pipeline.made().pages(),
                pipeline.made().placements(),
                pipeline.made().degraded(),
                pipeline.made().ranked(),
                pipeline.made().surplus(),
                pipeline.made().slots(true),
                pipeline.made().slots(false),
                served(pipeline.made(), pipeline.firstSlots()),
                events(feedback.counts()),
                new EngineStatus.Behind(follower.behind(), follower.behindMs(), follower.rewinds()),
                writes(store.facts().writes()),
                learner.quality()));
    }

    private static EngineStatus.Writes writes(WriteTimes times) {
        return new EngineStatus.Writes(times.writes(), times.nanos() / 1e9);
    }

    private static EngineStatus.Served served(PageCounts made, FirstSlots first) {
        return new EngineStatus.Served(
                bySource(made::slots),
                made.explored(),
                made.brief(),
                made.overlap().pairs(),
                made.overlap().indexes(),
                made.answers(),
                first.count(),
                first.delayMs() / 1e3);
    }

    private static EngineStatus.Events events(EventCounts counts) {
        return new EngineStatus.Events(
                counts.events(EventCounts.Outcome.ACCEPTED),
                counts.events(EventCounts.Outcome.DUPLICATE),
                counts.events(EventCounts.Outcome.REFUSED),
                bySource(counts::exposed),
                bySource(counts::opened));
    }

    private static Map<Source, Map<String, Long>> bySource(Function<Source, Map<String, Long>> counts) {
        Map<Source, Map<String, Long>> all = new EnumMap<>(Source.class);
        for (Source source : Source.values()) {
            all.put(source, counts.apply(source));
        }
        return all;
    }

    private EngineStatus.Kept kept(StoreStatus status) {
        Optional<Trouble> trouble = store.troubles().now();
        return new EngineStatus.Kept(
                status.kind(),
                status.bytes(),
                status.freeBytes(),
                status.clockDoubted(),
                status.clockApartMs(),
                trouble.isEmpty(),
                store.troubles().are(Trouble.Kind.DAMAGED),
                status.cluster());
    }

    private EngineStatus.Snapshot snapshotStatus() {
        SnapshotStatus newest = snapshots.status();
        long ageMs = newest.madeMs() == 0 ? 0 : Math.max(0, clock.millis() - newest.madeMs());
        return new EngineStatus.Snapshot(ageMs, newest.bytes(), newest.tookMs(), newest.pausedMs());
    }

    /** Learns the next few hundred facts; false when there are none. Of a stepped engine, for one thread. */
    public boolean step() {
        return follower.takeIn();
    }

    /** Rebuilds those neighbour rows that wait longest, at most {@code limit}. Of a stepped engine, for one thread. */
    public void rebuildRows(int limit) {
        follower.rebuildRows(limit);
    }

    /** Learns all facts, and then rebuilds all rows. Of a stepped engine, for one thread. */
    public void catchUp() {
        follower.catchUp();
    }

    /** Learns what is learned in the background, once, in the caller's thread and with so many more to help it. */
    public void train(int threads) {
        learner.learn(threads);
    }

    /** All that is durable, as it is now, to be copied while the service goes on; see {@link Store#backup}. */
    public Backup backup() {
        return store.backup();
    }

    /** What was learned; for whoever measures it. */
    public Models models() {
        return models;
    }

    /** Stops learning, writes a snapshot of what was learned, then closes the store. Calls must have ended before. Idempotent. */
    @Override
    public void close() {
        watches.close();
        background.close();
        follower.close();
        snapshotWriter.close();
        store.close();
    }
}
