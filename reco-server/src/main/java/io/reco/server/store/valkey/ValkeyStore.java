package io.reco.server.store.valkey;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.reco.server.domain.IdKeys;
import io.reco.server.domain.refusal.Failures;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.Backup;
import io.reco.server.store.Scan;
import io.reco.server.store.SecretStore;
import io.reco.server.store.Store;
import io.reco.server.store.StoreException;
import io.reco.server.store.StoreSettings;
import io.reco.server.store.StoreStatus;
import io.reco.server.store.age.Ages;
import io.reco.server.store.article.ArticleStore;
import io.reco.server.store.count.CountStore;
import io.reco.server.store.life.ReaderLives;
import io.reco.server.store.log.FactLog;
import io.reco.server.store.log.Positions;
import io.reco.server.store.reader.ReaderStore;
import io.reco.server.store.snapshot.SnapshotStore;
import io.reco.server.store.trouble.Trouble;
import io.reco.server.store.trouble.Troubles;
import io.reco.server.store.valkey.archive.Archiving;
import io.reco.server.store.valkey.articles.ArticleScan;
import io.reco.server.store.valkey.articles.ValkeyArticles;
import io.reco.server.store.valkey.counts.ValkeyCounts;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.lives.ValkeyLives;
import io.reco.server.store.valkey.log.ValkeyFactLog;
import io.reco.server.store.valkey.readers.ValkeyReaders;
import io.reco.server.store.valkey.readers.append.ReaderAppends;
import io.reco.server.store.valkey.readers.scan.ReaderScan;
import io.reco.server.store.valkey.segment.Segments;
import io.reco.server.store.valkey.shard.Shards;
import io.reco.server.store.valkey.tail.LogEnds;
import io.reco.server.store.valkey.tail.Tails;

/**
 * The store of any number of servers, in a Valkey Cluster. Snapshots, and what the log has of longer ago, are in a directory that
 * they share.
 */
public final class ValkeyStore implements Store {

    private final Shards shards;
    private final Layout layout;
    private final LogEnds ends;
    private final Ages ages;
    private final FactLog facts;
    private final ValkeyArticles articles;
    private final ValkeyReaders readers;
    private final ValkeyCounts counts;
    private final Function<Shards, ValkeyLives> livesOver;
    private final ValkeyLives lives;
    private final SnapshotStore snapshots;
    private final SecretStore secrets;
    private final Lease lease;
    private final Trimming trimming;
    private final Keeping keeping;
    private final Optional<Archiving> archiving;
    private final Troubles troubles = new Troubles();

    private ValkeyStore(Shards shards, int partitions, StoreSettings settings, Clock clock, LongSupplier nanoTime) {
        this.shards = shards;
        Settled settled = new Settled(shards);
        settled.layout(partitions);
        this.secrets = settled;
        this.layout =
                new Layout(partitions, new IdKeys(Failures.join(settled.getOrMake("id-key", ValkeyStore::idSecret))));
        this.ends = new LogEnds(shards, layout);
        ends.ask();
        this.ages = Ages.start(clock, ends.acceptedMs(), nanoTime);
        this.snapshots = settings.snapshots()
                .map(directory -> SnapshotStore.inDirectory(directory, clock))
                .orElseGet(SnapshotStore::inMemory);
        long keptSeconds = settings.readerRetention().toSeconds();
        this.readers = new ValkeyReaders(shards, layout, clock, ages, keptSeconds);
        ReaderAppends appends = new ReaderAppends(shards, layout, keptSeconds, readers::grown);
        Optional<Segments> segments = settings.snapshots().map(directory -> new Segments(directory, layout.ids()));
        Tails tails = new Tails(shards, layout, ends, segments);
        this.facts = new ValkeyFactLog(tails, appends, clock, this::forgottenMs);
        this.articles = new ValkeyArticles(shards, layout);
        this.livesOver = over -> new ValkeyLives(over, layout, ends, clock, ages, keptSeconds, settings.logRetention());
        this.lives = livesOver.apply(shards);
        this.counts = new ValkeyCounts(tails);
        this.lease = new Lease(shards, settings.keeper());
        this.archiving = segments.map(
                files -> new Archiving(tails, files, counts, ages, settings.logTail(), clock, lease::held));
        this.trimming = new Trimming(shards, layout, ages, settings.logRetention(), counts, snapshots);
        this.keeping = new Keeping(lease, counts, trimming, readers.oldPages(), lives);
    }

    /** While the clock cannot be believed no event id is forgotten. */
    private long forgottenMs(long nowMs) {
        return ages.doubted() ? 0 : nowMs - FactLog.EVENT_ID_WINDOW.toMillis();
    }

    private static byte[] idSecret() {
        byte[] secret = new byte[IdKeys.SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return secret;
    }

    /**
     * Opens the store in a cluster, or makes it.
     *
     * @param shards closed with the store, or when this throws
     * @param partitions how many parts it is divided in, a power of two; the same for good
     * @throws StoreException when it was made with another number of partitions or by another version, or when the clock is far
     *     behind what the store accepted
     */
    public static ValkeyStore open(Shards shards, int partitions, StoreSettings settings, Clock clock) {
        return open(shards, partitions, settings, clock, System::nanoTime);
    }

    /** With a monotonic clock of its own, in nanoseconds from anywhere. */
    public static ValkeyStore open(
            Shards shards, int partitions, StoreSettings settings, Clock clock, LongSupplier nanoTime) {
        ValkeyStore store;
        try {
            if (!Layout.possible(partitions)) {
                throw StoreException.of("partitions " + partitions, "a power of two up to 1024", null);
            }
            store = new ValkeyStore(shards, partitions, settings, clock, nanoTime);
        } catch (RuntimeException e) {
            shards.close();
            throw e;
        }
        store.start();
        return store;
    }

    private void start() {
        shards.whenFull(this::full);
        ends.start(ages::look);
        counts.start();
        keeping.start();
        archiving.ifPresent(Archiving::start);
    }

    private void full(List<String> primaries) {
        if (primaries.isEmpty()) {
            troubles.end();
        } else {
            troubles.begin(new Trouble(
                    Trouble.Kind.FULL,
                    "store: no memory left at " + primaries + " (expected: some); maxmemory bounds it"));
        }
    }

    @Override
    public FactLog facts() {
        return facts;
    }

    @Override
    public ArticleStore articles() {
        return articles;
    }

    @Override
    public ReaderStore readers() {
        return readers;
    }

    @Override
    public ReaderLives lives() {
        return lives;
    }

    /** Of the same store, over connections of their own. */
    ValkeyLives livesOver(Shards others) {
        return livesOver.apply(others);
    }

    @Override
    public CountStore counts() {
        return counts;
    }

    @Override
    public SnapshotStore snapshots() {
        return snapshots;
    }

    @Override
    public Scan scan() {
        counts.hold();
        try {
            ends.ask(); // so that it is not before what was forgotten until now, for it is counted
        } catch (RuntimeException e) {
            counts.release();
            throw e;
        }
        ArticleScan catalogue = new ArticleScan(articles, layout);
        return new ValkeyScan(ends.newest(), catalogue, counts, new ReaderScan(shards, layout));
    }

    @Override
    public Backup backup() {
        throw Refusal.unsupported(
                "backup: a cluster (expected: a store in a directory; of a cluster the directory of --snapshots is kept)");
    }

    @Override
    public StoreStatus status() {
        return new StoreStatus(
                "valkey",
                0,
                0,
                ages.doubted(),
                ages.apartMs(),
                shards.status().with(lease.held(), readers.decidedAgain()));
    }

    @Override
    public Troubles troubles() {
        return troubles;
    }

    @Override
    public boolean isKeeper() {
        return lease.held();
    }

    /** Up to where counts are written, on all copies of them. */
    public Positions countedUpTo() {
        return counts.writtenUpTo();
    }

    /** Removes facts up to a place from the log, as far as they are counted and in the two newest snapshots. */
    public void trim(Positions upTo) {
        trimming.trim(upTo);
    }

    /** Up to where facts are in files alone, or nowhere any more. */
    Positions goneFromCluster() {
        return ends.gone();
    }

    /** Writes what the log has into files, and removes from the cluster what it need not keep. */
    void archive() {
        archiving.ifPresent(Archiving::archive);
    }

    @Override
    public SecretStore secrets() {
        return secrets;
    }

    @Override
    public IdKeys ids() {
        return layout.ids();
    }

    @Override
    public void close() {
        archiving.ifPresent(Archiving::close);
        keeping.close();
        ends.close();
        counts.close();
        lives.close();
        readers.close();
        shards.close();
    }
}
