package io.reco.server.store.valkey.shard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.domain.refusal.Failures;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.valkey.shard.cluster.ClusterShards;
import io.reco.server.store.valkey.shard.node.Login;
import io.reco.server.store.valkey.shard.node.Slots;

/** Whatever one process or machine does, what was acknowledged is there, once. */
@Tag("faults")
class FaultsTest {

    private static final Logger log = LoggerFactory.getLogger(FaultsTest.class);

    private static final int KILLS = Integer.getInteger("reco.cluster.kills", 2);
    private static final Duration TIMEOUT = Duration.ofMillis(1_500);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int SHARDS = 3;
    private static final int TAGS = 6;

    private static ValkeyCluster cluster;
    private static int run;

    private ClusterShards shards;
    private List<String> tags;
    private Load load;

    @BeforeAll
    static void start() {
        cluster = ValkeyCluster.start();
    }

    @AfterAll
    static void end() throws IOException {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void open() {
        cluster.heal();
        shards = ClusterShards.open(Ids.LIBRARY, TIMEOUT, cluster.addresses(), Login.OPEN);
        run++;
        tags = tags("r" + run);
        load = Load.start(shards, tags);
        load.awaitProgress();
    }

    @AfterEach
    void close() {
        load.close();
        shards.close();
    }

    /** As many on each shard. */
    private static List<String> tags(String prefix) {
        List<String> tags = new ArrayList<>();
        for (int i = 0; tags.size() < TAGS; i++) {
            String tag = prefix + "t" + i;
            if (shard(tag) == tags.size() % SHARDS) {
                tags.add(tag);
            }
        }
        return tags;
    }

    private static int shard(String tag) {
        return Slots.of(tag.getBytes(UTF_8)) * SHARDS / Slots.COUNT;
    }

    private List<String> tagsOfShard(String tag) {
        return tags.stream().filter(other -> shard(other) == shard(tag)).toList();
    }

    private void assertNothingLost() {
        load.awaitProgress();
        assertStored(load.stop());
    }

    private void assertStored(Map<String, Set<String>> acknowledged) {
        acknowledged.forEach((tag, ids) -> {
            List<String> stored = new Ids(shards, tag).list().join();
            Set<String> distinct = new HashSet<>(stored);
            Set<String> lost = new TreeSet<>(ids);
            lost.removeAll(distinct);
            assertThat(lost).as("lost of %d", ids.size()).isEmpty();
            assertThat(stored).as("stored twice").hasSize(distinct.size());
        });
    }

    @Test
    void aPrimaryThatIsKilledTakesNothingWithIt() {
        int acknowledged = 0;
        for (int i = 0; i < KILLS; i++) {
            String tag = tags.get(i % SHARDS);
            ValkeyProcess primary = cluster.primaryOf(tag);
            primary.kill();
            load.awaitProgress();
            assertThat(cluster.primaryOf(tag)).isNotEqualTo(primary);
            primary.restart();
            cluster.awaitComplete();
            assertNothingLost();
            acknowledged += load.acknowledged();
            cluster.empty(); // or memory would end where many are killed
            load = Load.start(shards, tags);
            load.awaitProgress();
        }

        log.info("{} primaries killed, {} ids acknowledged, none lost", KILLS, acknowledged);
    }

    @Test
    void aReplicaThatIsKilledHoldsUpWritesOnlyUntilItIsGivenUp() {
        ValkeyProcess primary = cluster.primaryOf(tags.get(0));
        ValkeyProcess replica = cluster.replicasOf(primary).get(0);

        replica.kill();
        load.awaitProgress();
        assertThat(cluster.primaryOf(tags.get(0))).isEqualTo(primary);
        replica.restart();
        cluster.awaitComplete();

        assertNothingLost();
    }

    @Test
    void aPrimaryThatHangsAndComesBackGetsNothingAcknowledged() {
        ValkeyProcess primary = cluster.primaryOf(tags.get(0));

        primary.pause();
        load.awaitProgress();
        primary.goOn();
        load.awaitProgress();
        cluster.awaitComplete();
        assertThat(cluster.primaryOf(tags.get(0))).isNotEqualTo(primary);

        assertNothingLost();
    }

    @Test
    void aMachineMayDieAndComeBackLater() {
        List<ValkeyProcess> machine = cluster.machine(1);

        machine.forEach(ValkeyProcess::kill);
        load.awaitProgress();
        machine.forEach(ValkeyProcess::restart);
        cluster.awaitComplete();

        assertNothingLost();
    }

    @Test
    void aMachineMayDieAndComeBackAtOnce() {
        List<ValkeyProcess> machine = cluster.machine(2);

        machine.forEach(ValkeyProcess::kill);
        machine.forEach(ValkeyProcess::restart);
        load.awaitProgress();
        cluster.awaitComplete();

        assertNothingLost();
    }

    @Test
    void plannedFailoversLoseNothing() {
        for (int shard = 0; shard < SHARDS; shard++) {
            ValkeyProcess replica =
                    cluster.replicasOf(cluster.primaryOf(tags.get(shard))).get(0);
            String tag = tags.get(shard);
            cluster.handOverTo(replica);
            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> cluster.primaryOf(tag).equals(replica));
            load.awaitProgress();
        }

        assertNothingLost();
    }

    /** It was cut off for a moment, too short to be given up; then the one that has everything hangs as the primary dies. */
    @Test
    void aStaleReplicaThatIsElectedHasWhatWasAcknowledged() {
        aStaleReplicaIsElected(0);
    }

    /** The primary hears from its replicas one by one, and lists one alone for a moment. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aStaleReplicaOfAPrimaryThatHasJustTakenOverHasWhatWasAcknowledged(int which) {
        ValkeyProcess next = cluster.replicasOf(cluster.primaryOf(tags.get(0))).get(0);
        cluster.handOverTo(next);
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> cluster.replicasOf(next).size() == 2);

        aStaleReplicaIsElected(which);
    }

    private void aStaleReplicaIsElected(int which) {
        String tag = tags.get(0);
        ValkeyProcess primary = cluster.primaryOf(tag);
        ValkeyProcess stale = cluster.replicasOf(primary).get(which);
        ValkeyProcess fresh = cluster.replicasOf(primary).get(1 - which);
        cluster.set("cluster-node-timeout", 6_000); // so that it is not given up, however slow this machine is
        cluster.set("cluster-replica-validity-factor", 0); // so that it stands for election

        Map<String, Set<String>> before = load.stop();
        stale.pause();
        cluster.ask(primary, "CLIENT", "KILL", "TYPE", "replica"); // the fresh one connects again
        CompletableFuture<String> late = new Ids(shards, tag).add("late");
        await().atMost(SOON).until(() -> cluster.replicasOf(primary).contains(fresh) && has(fresh, tag, "late"));
        fresh.pause();
        boolean acknowledged = late.handle((answer, failure) -> failure == null).join();
        primary.kill();
        stale.goOn();
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> cluster.primaryOf(tag).equals(stale));
        fresh.goOn();
        primary.restart();
        cluster.awaitComplete();

        assertThat(acknowledged && !has(stale, tag, "late")).as("lost").isFalse();
        assertStored(before);
    }

    private static boolean has(ValkeyProcess process, String tag, String id) {
        cluster.ask(process, "READONLY");
        return cluster.ask(process, "HEXISTS", "{" + tag + "}ids", id).get(0).equals(1L);
    }

    @Test
    void aRepetitionIsNotAcknowledgedBeforeTheFirstTimeIs() {
        String tag = tags.get(0);
        ValkeyProcess primary = cluster.primaryOf(tag);
        List<ValkeyProcess> replicas = cluster.replicasOf(primary);
        Ids ids = new Ids(shards, tag);
        Map<String, Set<String>> before = load.stop();

        for (int i = 0; i < 50; i++) { // so that all connections have just seen the replicas to be well
            atOnce(ids, "before" + i).forEach(CompletableFuture::join);
        }
        replicas.forEach(ValkeyProcess::pause);
        atOnce(ids, "once").forEach(FaultsTest::assertUnavailable);
        assertThat(has(primary, tag, "once")).isTrue();
        assertUnavailable(ids.add("once"));
        replicas.forEach(ValkeyProcess::goOn);
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> ids.add("once").join().equals("D"));

        assertStored(before);
    }

    /** Over as many connections. */
    private static List<CompletableFuture<String>> atOnce(Ids ids, String id) {
        return Stream.generate(() -> ids.add(id)).limit(4).toList();
    }

    private static void assertUnavailable(CompletableFuture<String> answer) {
        try {
            assertThat(answer.join()).as("acknowledged").isNull();
        } catch (CompletionException e) {
            assertThat(Failures.is(e, Refusal.Reason.UNAVAILABLE)).isTrue();
        }
    }

    @Test
    void aLogWithATornEndIsNotReadSoItsProcessCannotComeBackWithLess() {
        ValkeyProcess primary = cluster.primaryOf(tags.get(0));

        primary.kill();
        truncate(primary, 7);
        primary.restart();
        await().atMost(SOON).until(() -> !primary.isAlive());
        load.awaitProgress();
        clear(primary.folder().resolve("appendonlydir"));
        primary.restart();
        cluster.awaitComplete();

        assertNothingLost();
    }

    /** The cut is between two entries, so the process cannot see it: another one has to be primary before it is back. */
    @Test
    void aLogThatLacksItsEndIsReadAfterAnotherProcessIsPrimary() {
        String tag = tags.get(0);
        ValkeyProcess primary = cluster.primaryOf(tag);

        primary.kill();
        truncateToEntry(primary, 4_000);
        load.awaitProgress(tagsOfShard(tag));
        primary.restart();
        cluster.awaitComplete();

        assertNothingLost();
    }

    @Test
    void functionsThatAreGoneAreLoadedAgain() {
        for (int shard = 0; shard < SHARDS; shard++) {
            cluster.ask(cluster.primaryOf(tags.get(shard)), "FUNCTION", "FLUSH");
        }

        assertNothingLost();
    }

    @Test
    void aPrimaryWithoutRoomRefusesWritesAndAnswersLooks() {
        String tag = tags.get(0);
        ValkeyProcess primary = cluster.primaryOf(tag);
        List<String> full = new CopyOnWriteArrayList<>();
        shards.whenFull(primaries -> {
            full.clear();
            full.addAll(primaries);
        });
        Map<String, Set<String>> before = load.stop();
        Ids ids = new Ids(shards, tag);

        cluster.ask(primary, "CONFIG", "SET", "maxmemory", "1mb");
        assertThatThrownBy(() -> ids.add("late").join())
                .matches(failure -> Failures.is(failure, Refusal.Reason.STORAGE_FULL));
        assertThat(full).containsExactly(primary.address().toString());
        assertStored(before);
        cluster.ask(primary, "CONFIG", "SET", "maxmemory", "64mb");
        assertThat(ids.add("late").join()).isEqualTo("A");
        // A primary is taken to be full until it took a write two seconds after the last one that it refused.
        await().atMost(SOON).until(() -> ids.add("later").join().equals("D") && full.isEmpty());

        assertThat(shards.status().writes().refused()).containsKey("full");
    }

    private static Path newestLog(ValkeyProcess process) {
        try (Stream<Path> files = Files.list(process.folder().resolve("appendonlydir"))) {
            return files.filter(file -> file.toString().endsWith(".incr.aof"))
                    .max(Comparator.comparing(Path::toString))
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void truncate(ValkeyProcess process, int bytes) {
        try (RandomAccessFile file = new RandomAccessFile(newestLog(process).toFile(), "rw")) {
            assertThat(file.length()).isGreaterThan(bytes);
            file.setLength(file.length() - bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Cuts off at least so many bytes, before an entry or a group of them that is written as one. */
    private static void truncateToEntry(ValkeyProcess process, int bytes) {
        try {
            byte[] log = Files.readAllBytes(newestLog(process));
            String text = new String(log, java.nio.charset.StandardCharsets.ISO_8859_1);
            int at = text.lastIndexOf("*1\r\n$5\r\nMULTI\r\n", text.length() - bytes);
            assertThat(at).isPositive();
            truncate(process, log.length - at);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void clear(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
