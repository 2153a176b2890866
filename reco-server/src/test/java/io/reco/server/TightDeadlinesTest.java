package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.api.v1.EventType;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendServiceGrpc;

/** Calls with hardly enough time, over the network. */
class TightDeadlinesTest {

    private static final Logger log = LoggerFactory.getLogger(TightDeadlinesTest.class);
    private static final int CALLS = 10_000;
    private static final int WARM_UP = 500;
    private static final int ENOUGH_MS = 20;

    @TempDir
    Path data;

    private final Clock clock = Clock.systemUTC();
    private final Random random = new Random(7);
    private final Map<Status.Code, Integer> ends = new EnumMap<>(Status.Code.class);
    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        server = RunningServer.start(data, clock);
        server.upsert(1, 500, clock.instant(), "news");
        for (int reader = 1; reader <= 50; reader++) {
            server.report(reader, EventType.EVENT_TYPE_VIEW, List.of(reader, reader + 50, reader + 100));
        }
        for (int call = 0; call < WARM_UP; call++) {
            recommend(1_000);
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void fromTwentyMillisecondsUpPagesFailNoMoreOftenThanProbesDo() {
        int pages = 0;
        int probes = 0;
        for (int call = 0; call < CALLS; call++) {
            int deadlineMs = ENOUGH_MS + random.nextInt(80);
            pages += recommend(deadlineMs) ? 0 : 1;
            probes += probe(deadlineMs) ? 0 : 1;
        }

        log.info("calls={} failed_pages={} failed_probes={}", CALLS, pages, probes);
        // A machine that stands still for so long fails both.
        assertThat(pages).isLessThanOrEqualTo(CALLS / 1_000 + 2 * probes);
        assertThat(ends.keySet()).isSubsetOf(Status.Code.OK, Status.Code.DEADLINE_EXCEEDED);
    }

    @Test
    void belowThatNoErrorIsMadeByTheServer() {
        for (int call = 0; call < CALLS / 10; call++) {
            recommend(1 + random.nextInt(ENOUGH_MS));
        }

        assertThat(ends.keySet()).isSubsetOf(Status.Code.OK, Status.Code.DEADLINE_EXCEEDED);
        assertThat(recommend(1_000)).as("and it goes on").isTrue();
    }

    private boolean recommend(long deadlineMs) {
        try {
            var unused = RecommendServiceGrpc.newBlockingStub(server.channel())
                    .withDeadlineAfter(deadlineMs, TimeUnit.MILLISECONDS)
                    .recommend(RecommendRequest.newBuilder()
                            .setReaderId(Integer.toString(1 + random.nextInt(200)))
                            .build());
            ends.merge(Status.Code.OK, 1, Integer::sum);
            return true;
        } catch (StatusRuntimeException e) {
            ends.merge(e.getStatus().getCode(), 1, Integer::sum);
            return false;
        }
    }

    private boolean probe(long deadlineMs) {
        try {
            var unused = HealthGrpc.newBlockingStub(server.channel())
                    .withDeadlineAfter(deadlineMs, TimeUnit.MILLISECONDS)
                    .check(HealthCheckRequest.getDefaultInstance());
            return true;
        } catch (StatusRuntimeException e) {
            return false;
        }
    }
}
