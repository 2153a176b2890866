package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.client.RecommendClient;

/**
 * Mixed load for a while: a minute by default, {@code -Dreco.it.load.seconds} or the profile {@code long} for more. The time is
 * cut into 15 intervals; the first three warm up, the next three are the beginning, the last three the end.
 */
class EnduranceIT {

    private static final Logger log = LoggerFactory.getLogger(EnduranceIT.class);
    private static final long SECONDS = Long.getLong("reco.it.load.seconds", 60);
    private static final int INTERVALS = 15;
    private static final int WARM_UP = 3;
    private static final int COMPARED = 3;
    /** A shorter run ends before the heap is as large as it gets and the demo's unread articles are read. */
    private static final boolean STEADY = SECONDS >= 600;

    private static final int CALLER_COUNT = 3;
    private static final int PAGE = 10;
    private static final int READERS_COMPARED = 50;
    /** How far a rung's share of the slots of known readers may be at the end from where it was at the beginning. */
    private static final double SHARE_DRIFT_MAX = 0.02;

    /** The same of the share that holds what was newly published, whatever its rung. */
    private static final double NEWLY_PUBLISHED_DRIFT_MAX = 0.05;

    private static final double PERSONAL_SHARE_MIN = 0.95;
    private static final double OVERLAP_MAX = 0.5;
    /** Room that must be left below the limit at any time. */
    private static final long MEMORY_SPARE_MIB = 32;
    /** By how much the mean memory of the end may exceed that of the beginning. */
    private static final long MEMORY_GROWTH_MAX_MIB = 64;

    private final LoadCounts counts = new LoadCounts();
    private final Readership readers = new Readership();

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void underMixedLoadPagesStayPersonalAndMemoryStaysLevel() throws Exception {
        try (TestServer server = TestServer.start(TestServer.Setup.DEMO);
                RecommendClient client = Clients.of(server)) {
            double overlapBefore = overlap(client);

            List<LoadSample> samples = load(server, client);

            double overlapAfter = overlap(client);
            log.info("load in all: {}", new LoadInterval(samples.get(0), samples.get(INTERVALS)));
            log.info("overlap of the pages of {} readers: {} -> {}", READERS_COMPARED, overlapBefore, overlapAfter);
            assertThat(overlapBefore).isLessThan(OVERLAP_MAX);
            assertThat(overlapAfter).isLessThan(OVERLAP_MAX);
            assertLevelRungs(samples);
            assertLevelMemory(samples);
            assertThat(new LoadInterval(samples.get(0), samples.get(INTERVALS)).failedCalls())
                    .isZero();
            assertThat(client.isServing()).isTrue();
        }
    }

    /** Loads the server, and samples it at the beginning and after each interval. */
    private List<LoadSample> load(TestServer server, RecommendClient client) throws Exception {
        Newsdesk desk = new Newsdesk(client, CALLER_COUNT);
        ExecutorService callers = Executors.newFixedThreadPool(CALLER_COUNT);
        long begin = System.nanoTime();
        long end = begin + TimeUnit.SECONDS.toNanos(SECONDS);
        CompletableFuture<?>[] loads = IntStream.range(0, CALLER_COUNT)
                .mapToObj(seed -> CompletableFuture.runAsync(
                        () -> new MixedLoad(client, desk, readers, counts, seed)
                                .run(() -> System.nanoTime() - end >= 0
                                        || Thread.currentThread().isInterrupted()),
                        callers))
                .toArray(CompletableFuture[]::new);
        CompletableFuture<?> firstEnd = CompletableFuture.anyOf(loads);
        try {
            List<LoadSample> samples = new ArrayList<>();
            samples.add(LoadSample.of(0, counts, server));
            log.info("load {}", LoadInterval.HEADINGS);
            for (int i = 1; i <= INTERVALS; i++) {
                await(firstEnd, begin + TimeUnit.SECONDS.toNanos(SECONDS) * i / INTERVALS);
                samples.add(LoadSample.of(SECONDS * i / INTERVALS, counts, server));
                log.info("load {}", new LoadInterval(samples.get(i - 1), samples.get(i)));
            }
            CompletableFuture.allOf(loads).get();
            return samples;
        } finally {
            callers.shutdownNow();
        }
    }

    /** Waits for a moment; a caller that failed before then ends the test at once. */
    private static void await(CompletableFuture<?> firstEnd, long moment) throws Exception {
        try {
            firstEnd.get(Math.max(0, moment - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // All callers are at work.
        }
    }

    private static void assertLevelRungs(List<LoadSample> samples) {
        LoadInterval beginning = new LoadInterval(samples.get(WARM_UP), samples.get(WARM_UP + COMPARED));
        LoadInterval end = new LoadInterval(samples.get(INTERVALS - COMPARED), samples.get(INTERVALS));
        for (String rung : List.of("personal", "fresh")) {
            log.info("slots of known readers {}: {} -> {}", rung, beginning.knownShare(rung), end.knownShare(rung));
            assertThat(end.knownShare(rung)).as(rung).isCloseTo(beginning.knownShare(rung), within(SHARE_DRIFT_MAX));
        }
        log.info(
                "slots of known readers newly published: {} -> {}",
                beginning.newlyPublishedShare(),
                end.newlyPublishedShare());
        if (STEADY) {
            assertThat(end.newlyPublishedShare())
                    .isCloseTo(beginning.newlyPublishedShare(), within(NEWLY_PUBLISHED_DRIFT_MAX));
        }
        assertThat(end.knownShare("personal")).isGreaterThan(PERSONAL_SHARE_MIN);
    }

    private static void assertLevelMemory(List<LoadSample> samples) {
        double beginning = meanMib(samples.subList(WARM_UP + 1, WARM_UP + COMPARED + 1));
        double end = meanMib(samples.subList(INTERVALS - COMPARED + 1, INTERVALS + 1));
        log.info("memory_mib {} -> {}", beginning, end);
        assertThat(samples)
                .allSatisfy(sample ->
                        assertThat(sample.residentMib()).isLessThan(TestServer.MEMORY_MIB - MEMORY_SPARE_MIB));
        if (STEADY) {
            assertThat(end).isLessThan(beginning + MEMORY_GROWTH_MAX_MIB);
        }
    }

    private static double meanMib(List<LoadSample> samples) {
        return samples.stream().mapToLong(LoadSample::residentMib).average().orElseThrow();
    }

    /** How large a part of a reader's page another's page holds, too: mean of all pairs of readers whom the demo knows, 0..1. */
    private static double overlap(RecommendClient client) {
        List<Set<String>> pages = IntStream.rangeClosed(1, READERS_COMPARED)
                .<Set<String>>mapToObj(
                        reader -> new HashSet<>(client.recommend(reader, PAGE).articleIds()))
                .toList();
        double shared = 0;
        for (int i = 0; i < pages.size(); i++) {
            for (int j = 0; j < i; j++) {
                Set<String> both = new HashSet<>(pages.get(i));
                both.retainAll(pages.get(j));
                shared += both.size();
            }
        }
        return shared / PAGE / (READERS_COMPARED * (READERS_COMPARED - 1) / 2);
    }
}
