package io.reco.server.store.valkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.server.MovableClock;
import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.engine.Engine;
import io.reco.server.engine.EngineSettings;
import io.reco.server.store.StoreSettings;
import io.reco.server.store.life.ReaderLives.Erased;
import io.reco.server.store.log.FactsGoneException;
import io.reco.server.store.log.Positions;
import io.reco.server.store.log.Tail;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.segment.SegmentException;
import io.reco.server.store.valkey.shard.ValkeyCluster;
import io.reco.server.store.valkey.shard.cluster.ClusterShards;
import io.reco.server.store.valkey.shard.node.Login;

/** What the log has of longer ago is in files, and the cluster keeps no more than it has to. */
@Timeout(180)
final class ArchiveTest {

    private static final int PARTITIONS = 8;
    private static final Duration TAIL = Duration.ofHours(24);
    private static final Duration RETENTION = Duration.ofDays(30);
    /** So many take turns. */
    private static final int READERS = 20;

    private static final Duration LATER = Duration.ofHours(25);

    private static ValkeyCluster cluster;

    @TempDir
    Path directory;

    private final MovableClock clock = new MovableClock(Instant.now());
    private final List<ValkeyStore> stores = new ArrayList<>();
    private ValkeyStore store;

    @BeforeAll
    static void start() {
        cluster = ValkeyCluster.shared();
    }

    @BeforeEach
    void open() {
        cluster.empty();
        store = open(directory);
    }

    @AfterEach
    void close() {
        stores.forEach(ValkeyStore::close);
    }

    private ValkeyStore open(Path snapshots) {
        StoreSettings settings =
                new StoreSettings(Optional.of(snapshots), RETENTION, TAIL, Duration.ofDays(400), false);
        ClusterShards shards = ClusterShards.open(
                Functions.library(), Duration.ofSeconds(20), cluster.addresses().subList(0, 2), Login.OPEN);
        ValkeyStore opened = ValkeyStore.open(shards, PARTITIONS, settings, clock, clock::nanoTime);
        stores.add(opened);
        return opened;
    }

    private Event view(int id, String reader) {
        return new Event("e" + id, reader, "7", EventType.VIEW, clock.millis() - 1_000, 0);
    }

    private void append(int from, int to) {
        for (int i = from; i < to; i++) {
            append(store, view(i, "r" + i % READERS));
        }
    }

    private static void append(ValkeyStore to, Event... events) {
        var unused = to.facts().append(List.of(events)).join();
    }

    /** Ids of events, and that none is there twice, and those of each reader in order. */
    private static List<Integer> read(Tail tail) {
        List<Integer> ids = new ArrayList<>();
        while (tail.read(100, fact -> ids.add(id(fact))) > 0) {
            // until there are no more
        }
        assertThat(ids).doesNotHaveDuplicates();
        for (int reader = 0; reader < READERS; reader++) {
            int one = reader;
            assertThat(ids.stream().filter(id -> id % READERS == one)).isSorted();
        }
        return ids;
    }

    private static int id(Fact fact) {
        return fact instanceof Event event ? Integer.parseInt(event.id().substring(1)) : -1;
    }

    private static List<Integer> all(ValkeyStore of) {
        return read(of.facts().tail(Positions.START));
    }

    private static Integer[] upTo(int end) {
        return IntStream.range(0, end).boxed().toArray(Integer[]::new);
    }

    private void archiveAll() {
        Positions newest = store.facts().newest();
        await().until(() -> store.countedUpTo().reached(newest));
        store.archive();
    }

    /** Once the clock was moved, which is looked at every few milliseconds. */
    private void archiveUntilAllIsGone() {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            archiveAll();
            assertThat(inCluster()).isZero();
        });
    }

    /** Entries that the cluster has of the log. */
    private long inCluster() {
        Layout layout = new Layout(PARTITIONS, store.ids());
        return IntStream.range(0, PARTITIONS)
                .mapToLong(partition -> cluster.entries(layout.log(partition).get(0)))
                .sum();
    }

    private List<Path> files() throws IOException {
        return files(directory.resolve("log"));
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Test
    void whatIsOlderThanTheTailIsInFilesAloneAndIsReadAsIfItWereNot() throws IOException {
        append(0, 60);
        archiveAll();
        assertThat(inCluster()).as("all is in the tail").isEqualTo(60);
        Positions half = store.facts().newest();
        append(60, 100);
        clock.move(LATER);

        archiveUntilAllIsGone();

        assertThat(store.facts().oldest()).isEqualTo(Positions.START);
        assertThat(all(store)).hasSize(100).contains(upTo(100));
        assertThat(read(store.facts().tail(half))).hasSize(40).doesNotContain(upTo(60));
        append(100, 120);
        assertThat(all(store)).contains(upTo(120));
        assertThat(all(open(directory))).contains(upTo(120));
    }

    @Test
    void aPlaceWithinAnEntryIsGoneOnFromInAFile() throws IOException {
        append(
                store,
                IntStream.range(0, 10).mapToObj(i -> view(i * READERS, "r0")).toArray(Event[]::new));
        Tail half = store.facts().tail(Positions.START);
        assertThat(half.read(4, fact -> {})).isEqualTo(4);
        Positions place = half.at();
        clock.move(LATER);
        archiveUntilAllIsGone();

        assertThat(read(store.facts().tail(place))).containsExactly(80, 100, 120, 140, 160, 180);
        assertThat(half.read(100, fact -> {})).isEqualTo(6);
    }

    @Test
    void nothingGoesThatIsNotCountedYet() {
        clock.move(LATER);
        for (int i = 0; i < 200; i++) {
            append(store, view(i, "r" + i % READERS));
            store.archive();
            assertThat(store.countedUpTo().reached(store.goneFromCluster())).isTrue();
        }
        assertThat(all(store)).contains(upTo(200));
    }

    @Test
    void aNewServerLearnsFromFilesWhatItWouldFromTheLog() {
        append(store, new Event("e0", "r0", "7", EventType.VIEW, clock.millis() - 5_000, 0));
        var unused = store.facts()
                .append(List.of(new Fact.ArticleUpserted(Article.bare("7").publishedAt(clock.millis()))))
                .join();
        append(1, 300);
        clock.move(LATER);
        archiveUntilAllIsGone();
        append(300, 310);

        assertThat(views(open(directory))).isEqualTo(310);
    }

    private int views(ValkeyStore of) {
        try (Engine engine = Engine.open(of, EngineSettings.defaults(), Map.of(), clock)) {
            engine.settled().join();
            return engine.models()
                    .<Integer>read(view -> view.popularity()
                            .views(view.articles().ordinal(of.ids().of("7"))));
        } finally {
            stores.remove(of); // its engine has closed it
        }
    }

    @Test
    void nobodyMissesAnythingWhileFactsComeAndGoFromTheCluster() throws Exception {
        clock.move(LATER);
        ValkeyStore other = open(directory);
        AtomicBoolean ended = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> keepers =
                    List.of(threads.submit(() -> keep(store, ended)), threads.submit(() -> keep(other, ended)));
            Future<List<Integer>> follower = threads.submit(() -> follow(other, 3_000));
            Future<?> beginner = threads.submit(() -> begin(other, ended));
            for (int i = 0; i < 3_000; i += 3) {
                append(i % 2 == 0 ? store : other, view(i, "r" + i % READERS), view(i + 1, "r" + (i + 1) % READERS));
                append(store, view(i + 2, "r" + (i + 2) % READERS));
            }
            assertThat(follower.get(60, TimeUnit.SECONDS)).hasSize(3_000).contains(upTo(3_000));
            ended.set(true);
            beginner.get(60, TimeUnit.SECONDS);
            for (Future<?> keeper : keepers) {
                keeper.get(60, TimeUnit.SECONDS);
            }
        } finally {
            ended.set(true);
            threads.shutdown();
        }
        archiveUntilAllIsGone();
        assertThat(all(store)).hasSize(3_000).contains(upTo(3_000));
        assertThat(store.counts().get(List.of("7")).join().get(0).of(EventType.VIEW))
                .isEqualTo(3_000);
    }

    private void keep(ValkeyStore by, AtomicBoolean ended) {
        while (!ended.get()) {
            clock.move(Duration.ofSeconds(20)); // so that nearly all is old, and hours go by
            by.archive();
        }
    }

    /** Follows until so many have come. */
    private static List<Integer> follow(ValkeyStore by, int facts) throws InterruptedException {
        List<Integer> ids = new ArrayList<>();
        Tail tail = by.facts().tail(Positions.START);
        while (ids.size() < facts) {
            if (tail.read(50, fact -> ids.add(id(fact))) == 0) {
                boolean unused = tail.awaitNewer(Duration.ofMillis(500));
            }
        }
        assertThat(ids).doesNotHaveDuplicates();
        return ids;
    }

    /** Reads all again and again, and finds all that was there before. */
    private static void begin(ValkeyStore by, AtomicBoolean ended) {
        List<Integer> before = List.of();
        while (!ended.get()) {
            List<Integer> now = all(by);
            assertThat(now).containsAll(before);
            before = now;
        }
    }

    @Test
    void manySmallFilesBecomeOneAndStayUntilEverybodySeesIt() throws IOException {
        for (int round = 0; round < 20; round++) {
            append(store, view(round * READERS, "r0"));
            archiveAll();
        }
        assertThat(files()).hasSizeGreaterThan(20);
        for (Path file : files()) {
            Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        }
        store.archive();
        assertThat(files().size()).isLessThan(10);
        assertThat(all(open(directory))).hasSize(20);

        clock.move(LATER);
        archiveUntilAllIsGone();
        assertThat(all(store)).hasSize(20);
    }

    @Test
    void whatAKilledKeeperLeftIsNoSegmentAndIsWrittenAgain() throws IOException {
        append(0, 40);
        archiveAll();
        Path half = files().get(0);
        byte[] whole = Files.readAllBytes(half);
        Files.write(half, Arrays.copyOf(whole, whole.length / 2));
        Path unfinished = Files.write(half.resolveSibling(half.getFileName() + ".x.unfinished"), new byte[] {1, 2, 3});
        Files.setLastModifiedTime(unfinished, FileTime.from(clock.instant()));
        clock.move(LATER);

        archiveUntilAllIsGone();

        assertThat(Files.readAllBytes(half)).isEqualTo(whole);
        assertThat(all(store)).contains(upTo(40));
        assertThat(unfinished).doesNotExist();
    }

    /** As when the power went at all processes at once: what they had last is lost, and nobody is elected in their place. */
    @Test
    void factsThatTheClusterLostGoFromTheFilesToo() throws IOException {
        append(0, 40);
        archiveAll();
        Layout layout = new Layout(PARTITIONS, store.ids());
        int partition = layout.ofReader("r3");
        store.close();
        stores.clear();
        cluster.loseNewest(layout.log(partition).get(0), layout.log(partition).get(1));
        IntStream.range(0, PARTITIONS).forEach(each -> cluster.remove(layout.counts(each)));

        store = open(directory);
        List<Integer> left = all(store);
        assertThat(left).hasSize(39);
        append(store, view(203, "r3"));
        clock.move(LATER);
        archiveUntilAllIsGone();

        List<Integer> now = all(store);
        assertThat(now).hasSize(40).containsAll(left).contains(203);
    }

    @Test
    void aMissingFileIsNamedAndModelsBeginWithoutTheLog() throws IOException {
        append(store, view(0, "r0"));
        var unused = store.facts()
                .append(List.of(new Fact.ArticleUpserted(Article.bare("7").publishedAt(clock.millis()))))
                .join();
        append(1, 40);
        clock.move(LATER);
        archiveUntilAllIsGone();
        Path gone = files().get(0);
        byte[] bytes = Files.readAllBytes(gone);
        Files.delete(gone);
        ValkeyStore fresh = open(directory);

        assertThatThrownBy(() -> all(fresh))
                .isInstanceOf(SegmentException.class)
                .hasMessageContaining(
                        gone.toString().substring(0, gone.toString().lastIndexOf('-')))
                .hasMessageContaining("--snapshots");
        assertThat(fresh.facts().reachable()).isNotEqualTo(Positions.START);
        assertThat(views(fresh)).isEqualTo(40);

        Files.write(gone, bytes);
        assertThat(all(open(directory))).contains(upTo(40));
    }

    @Test
    void aDamagedFileIsNamedAndNothingOfItIsTakenIn() throws IOException {
        append(0, 40);
        clock.move(LATER);
        archiveUntilAllIsGone();
        for (Path file : files()) {
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
        }

        List<Fact> taken = new ArrayList<>();
        assertThatThrownBy(() -> store.facts().tail(Positions.START).read(100, taken::add))
                .isInstanceOf(SegmentException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("damaged, by its checksum");
        assertThat(taken).isEmpty();
    }

    @Test
    void aKeeperWithAnotherDirectoryRemovesNothing() throws IOException {
        append(0, 40);
        clock.move(LATER);
        archiveUntilAllIsGone();
        append(40, 80);
        ValkeyStore elsewhere = open(directory.resolve("elsewhere"));
        Positions newest = store.facts().newest();
        await().until(() -> elsewhere.countedUpTo().reached(newest));

        elsewhere.archive();

        assertThat(inCluster()).isEqualTo(40);
        assertThat(files(directory.resolve("elsewhere"))).isEmpty();
        assertThatThrownBy(() -> all(elsewhere))
                .isInstanceOf(SegmentException.class)
                .hasMessageContaining(directory.resolve("elsewhere").toString());
        archiveUntilAllIsGone();
        assertThat(all(store)).contains(upTo(80));
    }

    @Test
    void filesGoWhenTheirFactsAreOldAndTheLogBeginsBehindThem() throws IOException {
        append(0, 40);
        clock.move(LATER);
        archiveUntilAllIsGone();
        Positions first = store.facts().newest();
        clock.move(Duration.ofDays(1));
        append(40, 60);
        archiveAll();
        clock.move(RETENTION.minusDays(1));
        putTwoSnapshots();
        store.trim(first);
        await().until(() -> store.facts().oldest().reached(first));
        store.archive();

        assertThatThrownBy(() -> all(store)).isInstanceOf(FactsGoneException.class);
        assertThat(read(store.facts().tail(store.facts().oldest()))).hasSize(20).doesNotContain(upTo(40));
        for (Path file : files()) {
            assertThat(new String(inflated(file), StandardCharsets.ISO_8859_1)).doesNotContain("e39");
        }
    }

    private void putTwoSnapshots() throws IOException {
        for (int i = 0; i < 2; i++) {
            var unused = store.snapshots().put(store.facts().newest(), out -> out.write(1));
        }
    }

    @Test
    void whenTheTimeOfTheReceiptHasComeNoFileHasAnErasedReadersId() throws IOException {
        append(0, 40);
        append(store, view(1_000, "Zq7!w_xK9"));
        archiveAll();
        assertThat(filesWith("Zq7!w_xK9")).isNotEmpty();
        Erased receipt = store.lives().erase("Zq7!w_xK9", false).join();
        append(40, 80);
        clock.move(LATER);
        archiveUntilAllIsGone();

        clock.move(Duration.ofMillis(receipt.goneMs() - clock.millis()));
        putTwoSnapshots();

        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
            store.trim(Positions.at(places(clock.millis() - RETENTION.toMillis())));
            store.archive();
            assertThat(filesWith("Zq7!w_xK9")).isEmpty();
        });
    }

    private static long[] places(long ms) {
        return IntStream.range(0, PARTITIONS).mapToLong(partition -> ms << 20).toArray();
    }

    private List<Path> filesWith(String text) throws IOException {
        return files().stream()
                .filter(file -> new String(inflated(file), StandardCharsets.ISO_8859_1).contains(text))
                .toList();
    }

    /** What is in a file behind its first eight bytes. */
    private static byte[] inflated(Path file) {
        try {
            Inflater inflater = new Inflater();
            byte[] bytes = Files.readAllBytes(file);
            inflater.setInput(bytes, 8, bytes.length - 8);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[10_000];
            for (int size = inflater.inflate(buffer); size > 0; size = inflater.inflate(buffer)) {
                out.write(buffer, 0, size);
            }
            inflater.end();
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DataFormatException e) {
            throw new IllegalStateException(e);
        }
    }
}
