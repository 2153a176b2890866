package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Attacks on a packaged server of 256 MiB of heap, one after the other, with an honest client beside each. By default they are
 * small; {@code -Dreco.it.attacks=long}, and the profile {@code long}, send what the table in {@code docs/attacks.md} says. The
 * table itself is written to {@code target/attacks.md}.
 */
class AttacksIT {

    private static final Logger log = LoggerFactory.getLogger(AttacksIT.class);
    private static final boolean LONG = "long".equals(System.getProperty("reco.it.attacks"));
    private static final Path TABLE = Path.of(System.getProperty("reco.it.attacks.table", "target/attacks.md"));

    /** What an attack may leave behind: a pool of buffers, code that was compiled. */
    private static final long HEAP_GROWTH_MAX_MIB = 48;

    private static final long RESIDENT_MAX_MIB = 900;
    private static final long THREADS_GROWTH_MAX = 16;
    private static final long FILES_GROWTH_MAX = 64;
    private static final long LOG_BYTES_MAX = 100_000;
    /** A line when a stream begins, and one when it ends. */
    private static final long AUDIT_BYTES_A_CALL_MAX = 600;

    private static final Duration SETTLED_MAX = Duration.ofMinutes(2);

    @TempDir
    static Path folder;

    private static AttackedServer server;

    @BeforeAll
    static void start() throws IOException {
        server = AttackedServer.start(folder);
        Files.createDirectories(TABLE.toAbsolutePath().getParent());
        Files.writeString(
                TABLE,
                "| attack | count | heap MiB | direct MiB | resident MiB | threads | descriptors | log bytes "
                        + "| pages beside it (slowest) | outcome |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<Attack> attacks() {
        return Stream.of(FrameAttacks.all(), CallAttacks.all(), ConnectionAttacks.all())
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("attacks")
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void itLeavesNothingBehindAndOthersAreServedMeanwhile(Attack attack) throws Exception {
        int count = LONG ? attack.longCount() : attack.count();
        Vitals before = Vitals.of(server);
        long auditBefore = Files.size(server.audit());
        try (Bystander bystander = new Bystander(server.port())) {
            await().atMost(SETTLED_MAX).until(() -> bystander.pages() > 0);
            int pages = bystander.pages();
            String outcome = attack.run().against(server, count);
            await().atMost(SETTLED_MAX).until(() -> bystander.pages() > pages + 1 || bystander.failures() > 0);
            bystander.stop();

            assertThat(server.isAlive()).isTrue();
            assertThat(bystander.failures())
                    .as("failed pages beside it, %s", bystander.failure())
                    .isZero();
            Vitals after = settled(before);
            record(attack, count, before, after, bystander, outcome);
            assertThat(after.heapMib()).isLessThan(before.heapMib() + HEAP_GROWTH_MAX_MIB);
            assertThat(after.residentMib()).isLessThan(RESIDENT_MAX_MIB);
            assertThat(after.logBytes() - before.logBytes()).isLessThan(LOG_BYTES_MAX);
            assertThat(Files.size(server.audit()) - auditBefore)
                    .as("the audit log")
                    .isLessThanOrEqualTo(count * AUDIT_BYTES_A_CALL_MAX);
        }
    }

    /** Once threads and descriptors are back: connections that were cut take a moment to go. */
    private static Vitals settled(Vitals before) {
        return await().atMost(SETTLED_MAX)
                .pollInterval(Duration.ofMillis(500))
                .until(
                        () -> Vitals.of(server),
                        now -> now.threads() <= before.threads() + THREADS_GROWTH_MAX
                                && now.files() <= before.files() + FILES_GROWTH_MAX);
    }

    private static void record(
            Attack attack, int count, Vitals before, Vitals after, Bystander bystander, String outcome)
            throws IOException {
        String row = String.format(
                Locale.ROOT,
                "| %s | %,d | %d → %d | %d → %d | %d → %d | %d → %d | %d → %d | %,d | %,d (%,d ms) | %s |%n",
                attack.name(),
                count,
                before.heapMib(),
                after.heapMib(),
                before.directMib(),
                after.directMib(),
                before.residentMib(),
                after.residentMib(),
                before.threads(),
                after.threads(),
                before.files(),
                after.files(),
                after.logBytes() - before.logBytes(),
                bystander.pages(),
                bystander.slowestMs(),
                outcome);
        log.info("attack {}", row.strip());
        Files.writeString(TABLE, row, StandardOpenOption.APPEND);
    }
}
