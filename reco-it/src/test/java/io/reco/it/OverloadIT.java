package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendResponse;

/**
 * A server that is asked for three times what it can answer, in turns with what it can, so that whatever else the machine does
 * falls on both; on CPUs of its own, where it can have them, so that what three times the calls cost their caller does not. The
 * figures are logged; what is asserted holds however fast the machine is, if it has nothing else to do.
 */
@Tag("load")
class OverloadIT {

    private static final Logger log = LoggerFactory.getLogger(OverloadIT.class);

    private static final int ROUNDS = 5;
    private static final Duration PHASE = Duration.ofSeconds(4);
    /** Until then the server is busy compiling itself, on the CPUs that it answers with. */
    private static final Duration WARM = Duration.ofSeconds(45);

    private static final Duration WARM_OVER = Duration.ofSeconds(10);
    private static final Duration PART = Duration.ofMillis(250);
    /** Pages as large as there are, so that the caller, on the same machine, costs little beside them. */
    private static final int PAGE = 100;

    private static final int READERS = 1_000;
    private static final int AT_ONCE = 16;
    private static final int CONNECTIONS = 4;
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final Duration REFUSAL_MAX = Duration.ofMillis(50);
    private static final Duration ANSWER_MAX = DEADLINE.dividedBy(2);
    private static final Duration RECOVERY_MAX = Duration.ofSeconds(5);
    /** Of a server that has its CPUs for itself: limits.md has what was measured. */
    private static final double GOODPUT_MIN = .85;

    @TempDir
    Path data;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void threeTimesTheLoadIsShedAtOnceAndGoodputStays() throws Exception {
        try (Cpus cpus = Cpus.divide();
                Serving server = Serving.start(data, cpus.ofServer(), "-Xmx512m", "--demo");
                HealthLooks health = HealthLooks.at(server.target());
                OpenLoop<RecommendResponse> load = new OpenLoop<>(server.target(), CONNECTIONS, explainedPages())) {
            double warm = load.peak(AT_ONCE, WARM).perSecond();
            load.at(3 * warm, WARM_OVER);
            long memory = server.residentBytes();
            List<Double> shares = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                OpenLoop.Outcome before = load.peak(AT_ONCE, PHASE);
                OpenLoop.Outcome over = load.at(3 * before.perSecond(), PHASE);
                Duration recovery = recovery(load, before.perSecond() / 2);
                OpenLoop.Outcome after = load.peak(AT_ONCE, PHASE);
                double share = 2 * over.perSecond() / (before.perSecond() + after.perSecond());
                shares.add(share);
                log.info("peak {}", before);
                log.info("3x   {}", over);
                log.info("goodput={} recovery_ms={} health {}", share, recovery.toMillis(), health);

                assertThat(over.refused().getTotalCount()).as("refused").isPositive();
                assertThat(over.notPushedBack()).as("refused without push-back").isZero();
                assertThat(over.failed()).as("failed otherwise").isZero();
                assertThat(OpenLoop.Outcome.percentile(over.refused(), .99))
                        .as("milliseconds until a refusal, of 99 of 100")
                        .isLessThan((double) REFUSAL_MAX.toMillis());
                assertThat(OpenLoop.Outcome.percentile(over.answered(), .99))
                        .as("milliseconds until an answer, of 99 of 100")
                        .isLessThan((double) ANSWER_MAX.toMillis());
                assertThat(recovery).isLessThan(RECOVERY_MAX);
            }
            log.info(
                    "goodput median={} memory_before={} memory_after={}",
                    median(shares),
                    memory,
                    server.residentBytes());
            assertThat(median(shares)).as("share of the peak").isGreaterThan(GOODPUT_MIN);
            assertThat(health.failed()).as("health checks that failed").isZero();
            assertThat(server.residentBytes()).isLessThan(memory + (200 << 20));
        }
    }

    private static Calls<RecommendResponse> explainedPages() {
        return Calls.recommend(
                DEADLINE,
                number -> RecommendRequest.newBuilder()
                        .setReaderId(String.valueOf(1 + Math.floorMod(number * 7919, READERS)))
                        .setPageSize(PAGE)
                        .setExplain(true)
                        .build());
    }

    /** How long until a load that the server can take is taken whole. */
    private static Duration recovery(OpenLoop<RecommendResponse> load, double perSecond) {
        long begin = System.nanoTime();
        OpenLoop.Outcome part;
        do {
            part = load.at(perSecond, PART);
        } while ((part.refused().getTotalCount() > 0 || part.failed() > 0)
                && System.nanoTime() - begin < 2 * RECOVERY_MAX.toNanos());
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
