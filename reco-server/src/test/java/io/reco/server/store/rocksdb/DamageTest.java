package io.reco.server.store.rocksdb;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.server.MovableClock;
import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.page.ModelId;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;
import io.reco.server.domain.page.Shares;
import io.reco.server.domain.page.Source;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.Did;
import io.reco.server.store.Kept;
import io.reco.server.store.Scan;
import io.reco.server.store.Store;
import io.reco.server.store.StoreException;
import io.reco.server.store.log.Positions;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.db.Mending;
import io.reco.server.store.rocksdb.files.Witness;

/**
 * A store whose files were damaged is all there, or it is refused, or a call is, and then it says which file it was: it is never
 * silently less. {@code -Dreco.damage.trials=N} tries so many ways for each file and kind of damage.
 */
class DamageTest {

    private static final long T0 = 1_760_000_000_000L;
    private static final int TRIALS = Integer.getInteger("reco.damage.trials", 1);
    private static final int READERS = 60;
    private static final int BATCH = 100;

    private final MovableClock clock = new MovableClock(Instant.ofEpochMilli(T0));
    private final Random random = new Random(7);

    @TempDir
    Path parent;

    private Path whole;
    private Map<String, Object> all = Map.of();

    /** Tables from two runs, the write-ahead log of a process that was killed, and a snapshot. */
    @BeforeEach
    void makeAStore() throws IOException {
        Path made = parent.resolve("made");
        try (Store store = RocksStore.open(made, clock)) {
            for (int id = 1; id <= 40; id++) {
                append(
                        store,
                        List.of(new Fact.ArticleUpserted(Article.bare("" + id).publishedAt(T0))));
            }
            report(store, "a", 8);
            var unused = store.snapshots().put(store.facts().newest(), out -> out.write(new byte[999]));
        }
        whole = parent.resolve("whole");
        Files.createDirectories(made);
        try (Database database = Database.open(made);
                Store store = RocksStore.open(database, clock)) {
            report(store, "b", 6);
            database.flush();
            report(store, "c", 9);
            copy(made, whole);
            all = state(store);
        }
        assertThat(logs(whole)).isNotEmpty();
    }

    private static void append(Store store, List<? extends Fact> facts) {
        var unused = store.facts().append(facts).join();
    }

    private void report(Store store, String run, int batches) {
        for (int batch = 0; batch < batches; batch++) {
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                String reader = "r" + (batch * BATCH + i) % READERS;
                events.add(new Event(run + "-" + batch + "-" + i, reader, "" + (1 + i % 40), EventType.VIEW, T0, 0));
            }
            append(store, events);
            clock.move(Duration.ofMillis(1));
            Page page = new Page(
                    clock.millis(),
                    "k",
                    "",
                    new ModelId(1),
                    List.of(new Page.Slot(3, Rung.FRESH, 1, Shares.of(Source.FRESH))));
            Kept.keep(store, "r" + batch, kept -> page);
        }
        // What comes last is confirmed.
        append(store, List.of(new Event(run + "-last", "r0", "1", EventType.VIEW, T0, 0)));
    }

    /** All that it holds. */
    private static Map<String, Object> state(Store store) {
        Map<String, Object> state = new TreeMap<>();
        List<Fact> facts = new ArrayList<>();
        while (store.facts().tail(store.facts().oldest()).read(Integer.MAX_VALUE, facts::add) == 0) {
            throw new IllegalStateException("no facts");
        }
        state.put("facts", facts);
        try (Scan scan = store.scan()) {
            scan.articles(record -> state.put("article " + record.article().id(), record));
            scan.counts((article, counts) -> state.put("counts " + article, counts));
        }
        for (int reader = 0; reader < READERS; reader++) {
            var kept = store.readers().read("r" + reader).join();
            state.put("did " + reader, Did.all(kept.actions()));
            state.put("pages " + reader, kept.pages());
        }
        for (Fact fact : facts) {
            if (fact instanceof Event event) {
                state.put(
                        "known " + event.id(),
                        store.facts().tryOut(List.of(event)).join());
            }
        }
        return state;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path into = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(into);
                } else {
                    Files.copy(file, into);
                }
            }
        }
    }

    private interface Damage {
        void to(Path file) throws IOException;
    }

    private static List<Path> logs(Path directory) throws IOException {
        return files(directory, ".*\\.log");
    }

    private static List<Path> files(Path directory, String name) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().matches(name))
                    .sorted()
                    .toList();
        }
    }

    private void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, bytes);
    }

    private void truncate(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
    }

    private void zero(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int from = random.nextInt(bytes.length) & -4_096;
        Arrays.fill(bytes, from, Math.min(bytes.length, from + 4_096), (byte) 0);
        Files.write(file, bytes);
    }

    private void repeat(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int from = random.nextInt(bytes.length);
        byte[] some = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + 4_096));
        Files.write(file, some, StandardOpenOption.APPEND);
    }

    private void duplicate(Path file) throws IOException {
        String name = file.getFileName().toString();
        Matcher number = LAST_NUMBER.matcher(name);
        if (number.find()) {
            String other = String.format("%06d", Long.parseLong(number.group()) + 1 + random.nextInt(3));
            Path into = file.resolveSibling(number.replaceFirst(other));
            if (!Files.exists(into)) {
                Files.copy(file, into);
            }
        }
    }

    /** A snapshot has two. */
    private static final Pattern LAST_NUMBER = Pattern.compile("\\d{1,18}(?=\\D*$)");

    private static final String ALL_THERE = "all there";

    /** Damages a copy, and says what came of it. */
    private String trial(Path file, Damage damage) throws IOException {
        Path copy = Files.createTempDirectory(parent, "trial");
        copy(whole, copy);
        Path damaged = copy.resolve(whole.relativize(file).toString());
        damage.to(damaged);
        try {
            return outcome(copy);
        } finally {
            remove(copy);
        }
    }

    private String outcome(Path directory) {
        try (Database database = Database.open(directory)) {
            try (Store store = RocksStore.open(database, clock)) {
                Map<String, Object> found = state(store);
                List<String> missing = all.entrySet().stream()
                        .filter(entry -> !entry.getValue().equals(found.get(entry.getKey())))
                        .map(entry -> entry.getKey() + ": " + shortened(String.valueOf(found.get(entry.getKey()))))
                        .toList();
                return missing.isEmpty()
                        ? ALL_THERE
                        : "silently less: " + missing.size() + " such as " + missing.get(0);
            } catch (RuntimeException e) {
                return database.troubles().now().map(now -> now.what()).orElse("not said: " + e);
            }
        } catch (StoreException e) {
            return String.valueOf(e.getMessage());
        } catch (Refusal e) {
            return "a refusal without a file: " + e;
        }
    }

    private static String shortened(Object value) {
        String text = String.valueOf(value);
        return text.substring(0, Math.min(120, text.length()));
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    @Timeout(3_600)
    @Test
    void whateverIsDamagedNothingIsLostOrTheStoreSaysWhichFileItIsAndTheWayOut() throws IOException {
        Map<String, Damage> damages = new TreeMap<>(Map.of(
                "flipped", this::flip,
                "cut", this::truncate,
                "zeroed", this::zero,
                "repeated", this::repeat,
                "there twice", this::duplicate,
                "removed", Files::delete));
        List<String> bad = new ArrayList<>();
        Map<String, Integer> outcomes = new TreeMap<>();
        for (Path file : files(whole, "(?!LOG|LOCK|IN-USE).*")) {
            if (Files.size(file) > 0) {
                for (Map.Entry<String, Damage> damage : damages.entrySet()) {
                    for (int i = 0; i < (damage.getKey().equals("removed") ? 1 : TRIALS); i++) {
                        String name = file.getFileName().toString();
                        String outcome = trial(file, damage.getValue());
                        boolean said = outcome.contains(" is damaged, ") && outcome.contains("reco verify --store");
                        String kind = name.replaceAll("\\d", "") + " " + damage.getKey() + ": "
                                + (outcome.equals(ALL_THERE) ? ALL_THERE : said ? "said" : "BAD");
                        outcomes.merge(kind, 1, Integer::sum);
                        if (!said && !outcome.equals(ALL_THERE)) {
                            bad.add(name + " " + damage.getKey() + ": " + outcome);
                        }
                    }
                }
            }
        }
        if (Boolean.getBoolean("reco.damage.print")) {
            outcomes.forEach((kind, count) -> System.out.println(kind + " " + count));
        }
        assertThat(bad).isEmpty();
    }

    private Path damagedCopy(Path file, Damage damage) throws IOException {
        Path copy = Files.createTempDirectory(parent, "copy");
        copy(whole, copy);
        damage.to(copy.resolve(whole.relativize(file).toString()));
        return copy;
    }

    private Verification.Findings verified(Path directory) throws IOException {
        return Verification.run(directory, Optional.empty(), clock);
    }

    private static Map<String, String> contents(Path directory) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        for (Path file : files(directory, ".*")) {
            contents.put(file.toString(), Arrays.hashCode(Files.readAllBytes(file)) + "");
        }
        return contents;
    }

    @Test
    void aWholeStoreIsFoundWholeAndLeftAsItIs() throws IOException {
        Map<String, String> before = contents(whole);

        Verification.Findings found = verified(whole);

        assertThat(found.wrong()).isEmpty();
        assertThat(found.unsure()).isEmpty();
        assertThat(found.told()).anyMatch(line -> line.contains("counts compared with the log"));
        assertThat(Mending.plan(whole).steps()).isEmpty();
        assertThat(contents(whole)).isEqualTo(before);
        assertThat(outcome(whole)).isEqualTo(ALL_THERE);
    }

    @Test
    void aDamagedLogIsRepairedToWhatCameBefore() throws IOException {
        List<Damage> damages = List.of(this::flip, this::zero, Files::delete);
        for (Path file : logs(whole)) {
            for (Damage damage : damages) {
                Path copy = damagedCopy(file, damage);
                assertThat(verified(copy).wrong()).hasSize(1);
                Mending mending = Mending.plan(copy);
                assertThat(mending.steps()).isNotEmpty();

                Path kept = mending.apply(clock.instant());

                assertThat(kept).isNotEmptyDirectory();
                assertThat(verified(copy).wrong()).isEmpty();
                try (Store store = RocksStore.open(copy, clock)) {
                    List<Fact> facts = new ArrayList<>();
                    store.facts().tail(Positions.START).read(Integer.MAX_VALUE, facts::add);
                    List<?> before = requireNonNull((List<?>) all.get("facts"));
                    assertThat(before).hasSizeGreaterThan(facts.size());
                    assertThat(before.subList(0, facts.size())).isEqualTo(facts);
                    append(store, List.of(new Event("new", "r0", "1", EventType.VIEW, T0, 0)));
                }
                assertThat(verified(copy).wrong()).isEmpty();
            }
        }
    }

    @Test
    void aLostNameOfTheManifestIsFoundAgain() throws IOException {
        Path copy = damagedCopy(whole.resolve("CURRENT"), Files::delete);
        assertThat(outcome(copy)).contains("CURRENT is damaged, is missing");

        var unused = Mending.plan(copy).apply(clock.instant());

        assertThat(outcome(copy)).isEqualTo(ALL_THERE);
    }

    @Test
    void aStoreWithoutItsWitnessIsNotSaidToBeWhole() throws IOException {
        for (Damage damage : List.<Damage>of(Files::delete, file -> Files.writeString(file, "0 x 0 0"))) {
            Path copy = damagedCopy(whole.resolve(Witness.NAME), damage);

            assertThat(verified(copy).unsure())
                    .singleElement()
                    .asString()
                    .contains(Witness.NAME, "whether the end of the log is missing");
            assertThat(outcome(copy)).isEqualTo(ALL_THERE);
            assertThat(verified(copy).unsure()).as("after a start").isEmpty();
        }
    }

    @Test
    void aDamagedTableIsNamedAndNotSaidToBeRepairable() throws IOException {
        Path table = files(whole, ".*\\.sst").get(0);
        Path copy = damagedCopy(table, this::flip);

        assertThat(verified(copy).wrong())
                .singleElement()
                .asString()
                .contains(table.getFileName().toString());
        assertThat(Mending.plan(copy).steps()).isEmpty();
        assertThat(Mending.plan(copy).hopeless()).hasSize(1);
    }

    @Test
    void anEndThatNobodyWasToldIsOnDiskIsCutAndNothingElseGoes() throws IOException {
        Path copy = Files.createTempDirectory(parent, "torn");
        copy(whole, copy);
        List<Path> logs = logs(copy);
        Path last = logs.get(logs.size() - 1);
        byte[] record = Arrays.copyOf(Files.readAllBytes(last), 5_000);
        Files.write(last, Arrays.copyOf(record, 3_000), StandardOpenOption.APPEND);

        assertThat(verified(copy).wrong()).isEmpty();
        assertThat(verified(copy).told()).anyMatch(line -> line.contains("the next start cuts 3000 bytes"));
        assertThat(outcome(copy)).isEqualTo(ALL_THERE);
    }

    @Test
    void anEndOfTheLogThatWasConfirmedIsMissed() throws IOException {
        Path last = logs(whole).get(logs(whole).size() - 1);
        long[] ends = recordEnds(last);
        Path copy = damagedCopy(last, file -> {
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(bytes, (int) ends[ends.length - 2]));
        });

        assertThat(outcome(copy))
                .contains(last.getFileName() + " is damaged", "changes that were confirmed are missing");
        assertThatThrownBy(() -> RocksStore.open(copy, clock)).isInstanceOf(StoreException.class);
    }

    /** Where whole records end, of a log whose last one is in one piece. */
    private static long[] recordEnds(Path log) throws IOException {
        byte[] bytes = Files.readAllBytes(log);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        List<Long> ends = new ArrayList<>();
        int block = 32 << 10;
        while (buffer.remaining() >= 7) {
            if (block - buffer.position() % block < 7) {
                buffer.position(buffer.position() + block - buffer.position() % block);
                continue;
            }
            int length = Short.toUnsignedInt(buffer.getShort(buffer.position() + 4));
            int kind = buffer.get(buffer.position() + 6);
            buffer.position(buffer.position() + 7 + length);
            if (kind == 1 || kind == 4) {
                ends.add((long) buffer.position());
            }
        }
        return ends.stream().mapToLong(Long::longValue).toArray();
    }
}
