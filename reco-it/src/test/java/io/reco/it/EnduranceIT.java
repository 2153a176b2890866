package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.client.Event;
import io.reco.client.Page;
import io.reco.client.RecommendClient;

/** Load for a while: a minute by default, {@code -Dreco.it.load.seconds} or the profile {@code long} for more. */
class EnduranceIT {

    private static final Logger log = LoggerFactory.getLogger(EnduranceIT.class);
    private static final long SECONDS = Long.getLong("reco.it.load.seconds", 60);
    private static final int CALLER_COUNT = 3;
    private static final int READER_COUNT = 20_000;
    private static final int PAGE = 10;

    private final AtomicLong pages = new AtomicLong();
    private final AtomicLong events = new AtomicLong();

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void theServerStaysWithinItsMemoryUnderLoad() throws Exception {
        try (TestServer server = TestServer.start(TestServer.Setup.DEMO);
                RecommendClient client = Clients.of(server)) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            ExecutorService callers = Executors.newFixedThreadPool(CALLER_COUNT);
            List<Future<?>> ends = IntStream.range(0, CALLER_COUNT)
                    .<Future<?>>mapToObj(caller -> callers.submit(() -> read(client, caller, end)))
                    .toList();
            for (Future<?> callerEnd : ends) {
                callerEnd.get();
            }
            callers.shutdown();

            long usedMib = server.memoryUsed() >> 20;
            log.info("load seconds={} pages={} events={} memory_mib={}", SECONDS, pages, events, usedMib);
            assertThat(usedMib).isLessThan(TestServer.MEMORY_MIB);
            assertThat(client.isServing()).isTrue();
        }
    }

    /** Asks for pages and views what they hold, reader after reader; any failed call ends it. */
    private void read(RecommendClient client, int caller, long end) {
        for (int visit = caller; System.nanoTime() - end < 0; visit += CALLER_COUNT) {
            int reader = 1 + visit % READER_COUNT;
            Page page = client.recommend(reader, PAGE);
            assertThat(page.articles()).hasSize(PAGE);
            List<Event> views = page.articleIds().stream()
                    .map(article -> Event.view(reader, article).from(page))
                    .toList();
            assertThat(client.report(views).accepted()).isEqualTo(PAGE);
            pages.incrementAndGet();
            events.addAndGet(PAGE);
        }
    }
}
