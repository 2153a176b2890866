package io.reco.server.store.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.reco.server.MovableClock;
import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.page.ModelId;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;
import io.reco.server.domain.page.Shares;
import io.reco.server.domain.page.Shown;
import io.reco.server.domain.page.Source;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.Did;
import io.reco.server.store.Kept;
import io.reco.server.store.Scan;
import io.reco.server.store.Store;
import io.reco.server.store.StoreException;
import io.reco.server.store.StoreSettings;
import io.reco.server.store.article.ArticleRecord;
import io.reco.server.store.format.ReaderFormat;
import io.reco.server.store.log.FactLog;
import io.reco.server.store.log.FactLog.Outcome;
import io.reco.server.store.log.Positions;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.db.Keys;
import io.reco.server.store.rocksdb.db.Rocks;
import io.reco.server.store.rocksdb.log.StoredLog;

/** What the embedded store promises about its directory. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class RocksDurabilityTest {

    private static final long T0 = 1_760_000_000_000L;

    @TempDir
    Path parent;

    private final MovableClock clock = new MovableClock(Instant.ofEpochMilli(T0));

    private final AtomicLong jumpedMs = new AtomicLong();

    private Path data() {
        return parent.resolve("a/b");
    }

    private Store open() {
        return RocksStore.open(data(), clock);
    }

    private static Event view(String id, int reader) {
        return new Event(id, Integer.toString(reader), "10", EventType.VIEW, T0, 0);
    }

    private static List<Outcome> append(Store store, Fact... facts) {
        return store.facts().append(List.of(facts)).join().outcomes();
    }

    @Test
    void everythingSurvivesClosing() {
        Page page = new Page(
                "home",
                T0,
                0,
                "i",
                1,
                -1,
                "k",
                "",
                new ModelId(1),
                false,
                List.of(new Page.Slot(3, Rung.FRESH, 0.5f, Shares.of(Source.FRESH))),
                Shown.UNKNOWN);
        byte[] secret;
        try (Store store = open()) {
            append(
                    store,
                    view("a", 1),
                    new Fact.ArticleUpserted(Article.bare("7").publishedAt(T0)),
                    view("b", 1));
            Kept.keep(store, "1", state -> page);
            secret = store.secrets().getOrMake("s", () -> new byte[] {1, 2}).join();
        }

        try (Store store = open()) {
            assertThat(store.facts().newest().sum()).isEqualTo(3);
            assertThat(append(store, view("a", 1))).containsExactly(Outcome.DUPLICATE);
            assertThat(store.articles().get(List.of("7")).join())
                    .extracting(ArticleRecord::article)
                    .containsExactly(Article.bare("7").publishedAt(T0));
            assertThat(Did.all(store.readers().read("1").join().actions()))
                    .extracting(Did::article)
                    .containsExactly(10L, 10L);
            assertThat(store.readers().read("1").join().pages()).containsExactly(page);
            assertThat(store.secrets().getOrMake("s", () -> new byte[0]).join()).isEqualTo(secret);
            assertThat(store.facts().append(List.of(view("c", 1))).join().upTo().sum())
                    .isEqualTo(4);
        }
    }

    @Test
    void everyAcknowledgedEventSurvivesKillingTheProcessExactlyOnce() throws Exception {
        Set<String> acknowledged = new HashSet<>();
        Process process = start();
        try (BufferedReader acks = process.inputReader(StandardCharsets.US_ASCII)) {
            int calls = 0;
            // To the end: the last lines are of calls acknowledged just before the process died.
            for (String line = acks.readLine(); line != null; line = acks.readLine()) {
                if (line.endsWith(AppendUntilKilled.END)) {
                    String call = line.substring(0, line.length() - AppendUntilKilled.END.length());
                    for (int i = 0; i < AppendUntilKilled.BATCH; i++) {
                        acknowledged.add(AppendUntilKilled.id(call, i));
                    }
                }
                if (++calls == 400) {
                    // By its handle: the process itself would close what it printed, too.
                    process.toHandle().destroyForcibly();
                }
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(399 * AppendUntilKilled.BATCH);

        try (Store store = open()) {
            List<String> ids = new ArrayList<>();
            store.facts().tail(Positions.START).read(Integer.MAX_VALUE, fact -> ids.add(((Event) fact).id()));
            assertThat(ids).doesNotHaveDuplicates().containsAll(acknowledged);
            assertThat(counted(store)).isEqualTo(viewsInTheLog(store));
            assertThat(store.counts().upTo()).isEqualTo(store.facts().newest());
            assertThat(store.facts().newest().sum()).isEqualTo(ids.size());
            String id = acknowledged.iterator().next();
            int reader = AppendUntilKilled.reader(Integer.parseInt(id.substring(id.lastIndexOf('-') + 1)));
            assertThat(append(store, view(id, reader))).containsExactly(Outcome.DUPLICATE);
        }
        assertThat(actionsOnDisk()).isEqualTo(factsOnDisk());
    }

    private static Map<String, Long> viewsInTheLog(Store store) {
        Map<String, Long> views = new TreeMap<>();
        var unused = store.facts()
                .tail(Positions.START)
                .read(Integer.MAX_VALUE, fact -> views.merge(((Event) fact).article(), 1L, Long::sum));
        return views;
    }

    private static Map<String, Long> counted(Store store) {
        Map<String, Long> views = new TreeMap<>();
        try (Scan scan = store.scan()) {
            scan.counts((article, counts) -> views.put(article, counts.of(EventType.VIEW)));
        }
        return views;
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AppendUntilKilled.class.getName(),
                        data().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private long factsOnDisk() {
        try (Database database = Database.open(data())) {
            return new StoredLog(database).newest().position();
        }
    }

    private long actionsOnDisk() {
        long actions = 0;
        try (Database database = Database.open(data())) {
            for (int reader = 1; reader <= AppendUntilKilled.READERS; reader++) {
                byte[] record = database.get(Rocks.Table.READERS, Keys.ofReader(Integer.toString(reader)));
                actions += record == null
                        ? 0
                        : ReaderFormat.state(record).actions().size();
            }
        }
        return actions;
    }

    @Test
    void aDirectoryInUseIsRefused() {
        try (Store store = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(StoreException.class)
                    .hasMessage("store: " + data() + " (expected: a directory that no other process holds open)");
            assertThat(append(store, view("a", 1))).containsExactly(Outcome.APPENDED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "6"})
    void anotherFormatIsRefusedAndLeftAsItIs(String format) throws IOException {
        open().close();
        try (Database database = Database.open(data())) {
            database.writeSynced(batch -> batch.put(Rocks.Table.META, Rocks.FORMAT_KEY, Keys.ofText(format)));
        }

        Map<String, Long> before = files();

        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessage("store: " + data() + " (expected: written in format 5, not in format " + format
                        + " of another version)");
        assertThat(files()).isEqualTo(before);
    }

    /** What the store is made of, and how long each is; RocksDB's own diary is none of it. */
    private Map<String, Long> files() throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        try (Stream<Path> files = Files.list(data())) {
            for (Path file : files.toList()) {
                if (!file.getFileName().toString().startsWith("LOG")) {
                    sizes.put(file.getFileName().toString(), Files.size(file));
                }
            }
        }
        return sizes;
    }

    @Test
    void aNewStoreOnAFullDiskIsRefusedAndHoldsNothing() throws IOException {
        Database full = Database.open(Files.createDirectories(data()), () -> 0, 1);

        assertThatThrownBy(() -> RocksStore.open(full, clock))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(Refusal.Reason.STORAGE_FULL));
        open().close();
    }

    @Test
    void whatIsNoDirectoryIsRefused() throws IOException {
        Path file = Files.createFile(parent.resolve("file"));

        assertThatThrownBy(() -> RocksStore.open(file, clock))
                .isInstanceOf(StoreException.class)
                .hasMessage("store: " + file + " (expected: a directory that can be made and written)");
    }

    @Test
    void aDayOfIdsIsRemovedAsAWholeOnceAllOfItLeftTheWindow() {
        try (Database database = Database.open(data());
                Store store = RocksStore.open(database, StoreSettings.DEFAULTS, clock, this::ranNanos)) {
            for (int call = 0; call < 50; call++) {
                Fact[] views = new Fact[200];
                for (int i = 0; i < views.length; i++) {
                    views[i] = view("old-" + call + "-" + i, 1 + call * 200 + i);
                }
                append(store, views);
            }
            clock.move(Duration.ofDays(1));
            append(store, view("later", 1), view("old-0-0", 1));
            assertThat(idCount(database)).isEqualTo(10_002);

            clock.move(FactLog.EVENT_ID_WINDOW.minusDays(1));
            append(store, view("last", 1));
            append(store, view("last", 1));
            assertThat(idCount(database)).isEqualTo(10_003);

            clock.move(Duration.ofDays(1));
            await().untilAsserted(() -> assertThat(idCount(database)).isEqualTo(3));
            assertThat(store.facts().newest().sum()).isEqualTo(10_001);
        }
    }

    @Test
    void noIdsAreRemovedOnTheWordOfAClockThatJumped() {
        try (Database database = Database.open(data());
                Store store = RocksStore.open(database, StoreSettings.DEFAULTS, clock, this::ranNanos)) {
            append(store, view("a", 1));

            jump(Duration.ofDays(30));
            // Between two appends the writer tidies up.
            append(store, view("b", 2));
            append(store, view("c", 3));
            clock.move(Duration.ofHours(23));
            append(store, view("d", 4));
            append(store, view("e", 5));
            assertThat(idCount(database)).isEqualTo(5);

            clock.move(Duration.ofHours(1));
            await().untilAsserted(() -> assertThat(idCount(database)).isEqualTo(4));
        }
    }

    @Test
    void noIdsAreRemovedOnTheWordOfAClockThatIsAheadAtTheStart() {
        try (Store store = open()) {
            append(store, view("a", 1));
        }
        clock.move(Duration.ofDays(30));
        try (Database database = Database.open(data());
                Store store = RocksStore.open(database, StoreSettings.DEFAULTS, clock, this::ranNanos)) {
            append(store, view("b", 2));
            append(store, view("c", 3));
            assertThat(idCount(database)).isEqualTo(3);

            clock.move(Duration.ofDays(1));
            await().untilAsserted(() -> assertThat(idCount(database)).isEqualTo(2));
        }
    }

    private void jump(Duration by) {
        jumpedMs.addAndGet(by.toMillis());
        clock.move(by);
    }

    /** A monotonic clock that goes with the other one, except when that one jumps. */
    private long ranNanos() {
        return (clock.millis() - jumpedMs.get()) * 1_000_000;
    }

    private static int idCount(Database database) {
        return database.scan(Rocks.Table.EVENT_IDS, iterator -> {
            int count = 0;
            for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                count++;
            }
            return count;
        });
    }

    @Test
    void aFullDiskRefusesWritesServesReadsAndThenGoesOn() {
        AtomicLong usable = new AtomicLong(100);
        open().close();
        try (Database database = Database.open(data(), usable::get, 50);
                Store store = RocksStore.open(database, clock)) {
            append(store, view("a", 1));
            usable.set(49);

            assertThatThrownBy(() -> append(store, view("b", 1)))
                    .cause()
                    .isInstanceOfSatisfying(
                            Refusal.class,
                            refusal -> assertThat(refusal.reason()).isEqualTo(Refusal.Reason.STORAGE_FULL));
            assertThatThrownBy(() -> Kept.keep(
                            store,
                            "1",
                            state -> new Page(
                                    T0,
                                    "k",
                                    "",
                                    new ModelId(1),
                                    List.of(new Page.Slot(3, Rung.FRESH, 1, Shares.of(Source.FRESH))))))
                    .isInstanceOf(Refusal.class);
            assertThat(append(store, view("a", 1))).containsExactly(Outcome.DUPLICATE);
            assertThat(store.readers().read("1").join().actions().size()).isOne();
            assertThat(store.readers().read("1").join().pages()).isEmpty();
            assertThat(store.facts().newest().sum()).isEqualTo(1);

            usable.set(50);
            assertThat(append(store, view("b", 1))).containsExactly(Outcome.APPENDED);
            assertThat(store.facts().newest().sum()).isEqualTo(2);
        }
    }

    @Test
    void aDiskFilledByOthersTooIsSurvivedAsWell() throws Exception {
        // A file system of 24 MiB, seen by this process alone.
        List<String> small =
                List.of("unshare", "-Urm", "sh", "-c", "mount -t tmpfs -o size=24m none \"$0\" && exec \"$@\"");
        assumeTrue(runs(small, "true"), "needs unshare and a kernel that lets us mount");

        assertThat(runs(
                        small,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        FillTheDisk.class.getName(),
                        parent.toString()))
                .isTrue();
    }

    /** Whether a command, given the test's folder as a file system of its own, ends well. */
    private boolean runs(List<String> small, String... command) throws InterruptedException {
        List<String> all = new ArrayList<>(small);
        all.add(parent.toString());
        all.addAll(List.of(command));
        try {
            return new ProcessBuilder(all)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
