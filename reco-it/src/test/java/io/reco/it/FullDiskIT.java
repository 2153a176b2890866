package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.reco.api.v1.Event;
import io.reco.api.v1.GetArticlesRequest;

/** A data directory whose file system fills up while the server runs. */
class FullDiskIT {

    private static final int DISK_MIB = 64;
    private static final int CATALOGUE = 50;
    private static final int BATCH = 500;
    private static final int BATCHES_MAX = 5_000;

    @BeforeAll
    static void needsADiskOfItsOwn() {
        Missing.unless(Target.chosen() == Target.CONTAINER, "a container engine");
    }

    @Test
    void writesAreRefusedReadsGoOnAndNothingAcknowledgedIsLost() throws Exception {
        TestServer.Setup setup =
                new TestServer.Setup(Map.of("RECO_DRAIN_DELAY", "0s"), Optional.empty(), Optional.of(DISK_MIB));
        try (ContainerServer server = new ContainerServer(setup)) {
            server.start();
            try (Stubs stubs = Stubs.of(server)) {
                stubs.publish(CATALOGUE);
                stubs.report(views(0));
                fillDisk(server);

                int batches = reportUntilRefused(stubs);

                assertThat(stubs.catalog()
                                .getArticles(GetArticlesRequest.newBuilder()
                                        .addArticleIds("1")
                                        .build())
                                .getArticlesCount())
                        .isEqualTo(1);
                long acknowledged = (long) batches * BATCH;
                await().atMost(Duration.ofSeconds(50))
                        .untilAsserted(
                                () -> assertThat(stubs.viewsOfAll(CATALOGUE)).isEqualTo(acknowledged));

                freeDisk(server);
                server.kill();
                server.start();
                // The refused batch may or may not have got to the disk: sent again, it counts once.
                try (Stubs again = Stubs.of(server)) {
                    assertThat(again.viewsOfAll(CATALOGUE)).isBetween(acknowledged, acknowledged + BATCH);
                    again.report(views(batches));
                    await().atMost(Duration.ofSeconds(50))
                            .untilAsserted(() ->
                                    assertThat(again.viewsOfAll(CATALOGUE)).isEqualTo(acknowledged + BATCH));
                }
            }
        }
    }

    /** Reports batches 1, 2, … until one is refused because the disk is full, and returns how many were acknowledged. */
    private static int reportUntilRefused(Stubs stubs) {
        for (int batch = 1; batch < BATCHES_MAX; batch++) {
            try {
                stubs.report(views(batch));
            } catch (StatusRuntimeException e) {
                assertThat(e.getStatus().getCode()).as("%s", e.getStatus()).isEqualTo(Code.RESOURCE_EXHAUSTED);
                assertThat(e.getStatus().getDescription()).isNotBlank();
                return batch;
            }
        }
        throw new AssertionError("Nothing was refused in " + BATCHES_MAX + " batches.");
    }

    private static List<Event> views(int batch) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            events.add(Stubs.view("batch-" + batch + "-" + i, 1 + i, 1 + i % CATALOGUE));
        }
        return events;
    }

    private static void fillDisk(ContainerServer server) throws Exception {
        // Ends when there is no room left, which is a failure only to itself.
        server.container().execInContainer("bash", "-c", "cat /dev/zero >/data/ballast");
    }

    private static void freeDisk(ContainerServer server) throws Exception {
        assertThat(server.container().execInContainer("rm", "/data/ballast").getExitCode())
                .isZero();
    }
}
