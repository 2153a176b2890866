package io.reco.server.store.valkey;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.page.ModelId;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;
import io.reco.server.domain.page.Shares;
import io.reco.server.domain.page.Source;
import io.reco.server.domain.refusal.Failures;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.Kept;
import io.reco.server.store.StoreSettings;
import io.reco.server.store.log.Positions;
import io.reco.server.store.log.Tail;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.shard.ValkeyCluster;
import io.reco.server.store.valkey.shard.ValkeyProcess;
import io.reco.server.store.valkey.shard.cluster.ClusterShards;
import io.reco.server.store.valkey.shard.node.Login;

/** A primary is killed under two servers that write: what was acknowledged is there, once, in all that follows from it. */
@Timeout(240)
final class LostPrimaryTest {

    private static final long NOW = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);
    private static final int PARTITIONS = 8;
    private static final int READERS = 20;
    private static final int CALLS_BETWEEN = 150;

    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger events = new AtomicInteger();
    private final AtomicInteger pages = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private final Set<String> stamps = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    @Test
    void eventsCountOnceAndPagesAreNeverOneTwice() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try (ValkeyCluster cluster = ValkeyCluster.start()) {
            ValkeyStore one = open(cluster);
            ValkeyStore other = open(cluster);
            try {
                List<Future<?>> work = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    int caller = i;
                    work.add(threads.submit(() -> report(caller % 2 == 0 ? one : other, caller)));
                }
                work.add(threads.submit(() -> ask(one)));
                work.add(threads.submit(() -> ask(other)));
                killAPrimary(cluster, new Layout(PARTITIONS, one.ids()));
                ended = true;
                for (Future<?> each : work) {
                    each.get(60, SECONDS);
                }
                assertOnce(one);
                assertOnce(other);
                assertThat(pages.get()).isPositive();
            } finally {
                one.close();
                other.close();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static ValkeyStore open(ValkeyCluster cluster) throws IOException {
        ClusterShards shards =
                ClusterShards.open(Functions.library(), Duration.ofMillis(1_500), cluster.addresses(), Login.OPEN);
        return ValkeyStore.open(shards, PARTITIONS, StoreSettings.DEFAULTS, CLOCK);
    }

    private void killAPrimary(ValkeyCluster cluster, Layout layout) {
        awaitCalls();
        String log = new String(layout.log(layout.ofReader("1")).get(0), StandardCharsets.US_ASCII);
        ValkeyProcess primary = cluster.primaryOf(log);
        primary.kill();
        awaitCalls();
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> cluster.primaryOf(log) != primary);
        primary.restart();
        cluster.awaitComplete();
        awaitCalls();
    }

    private void awaitCalls() {
        int before = calls.get();
        await().atMost(Duration.ofSeconds(60)).until(() -> calls.get() >= before + CALLS_BETWEEN);
    }

    /** Reports events, each call until it is acknowledged. */
    private void report(ValkeyStore store, int caller) {
        for (int call = 0; !ended; call++) {
            List<Event> some = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                String reader = Integer.toString(1 + (call + i) % READERS);
                String id = caller + "-" + call + "-" + i;
                some.add(new Event(id, reader, "7", EventType.VIEW, NOW - 5_000, 0));
            }
            while (!acknowledged(store, some)) {
                failures.incrementAndGet();
            }
            events.addAndGet(some.size());
            calls.incrementAndGet();
        }
    }

    private static boolean acknowledged(ValkeyStore store, List<Event> some) {
        return store.facts()
                .append(some)
                .handle((appended, failure) -> {
                    if (failure != null && !Failures.is(failure, Refusal.Reason.UNAVAILABLE)) {
                        throw new IllegalStateException(failure);
                    }
                    return failure == null;
                })
                .join();
    }

    /** Asks for pages of readers that the other server serves, too. */
    private void ask(ValkeyStore store) {
        for (int call = 0; !ended; call++) {
            String reader = Integer.toString(1 + call % READERS);
            try {
                Page page = Kept.keep(
                        store,
                        reader,
                        state -> page(
                                state.pages().isEmpty()
                                        ? NOW
                                        : state.pages().get(0).stamp() + 1));
                assertThat(stamps.add(reader + "/" + requireNonNull(page).stamp()))
                        .isTrue();
                pages.incrementAndGet();
            } catch (Refusal e) {
                assertThat(e.reason()).isEqualTo(Refusal.Reason.UNAVAILABLE);
            }
        }
    }

    private static Page page(long stamp) {
        Page.Slot slot = new Page.Slot(3, Rung.PERSONAL, 1, Shares.of(Source.NEIGHBOURS));
        return new Page(stamp, "k1", "", new ModelId(7), List.of(slot));
    }

    private void assertOnce(ValkeyStore store) {
        List<String> ids = new ArrayList<>();
        Positions newest = store.facts().newest();
        Tail tail = store.facts().tail(Positions.START);
        await().until(() -> {
            while (tail.read(1_000, fact -> ids.add(id(fact))) > 0) {
                // until there are no more
            }
            return tail.at().reached(newest);
        });
        assertThat(ids).hasSize(events.get()).doesNotHaveDuplicates();
        await().untilAsserted(() -> assertThat(
                        store.counts().get(List.of("7")).join().get(0).of(EventType.VIEW))
                .isEqualTo(events.get()));
        await().untilAsserted(
                        () -> assertThat(store.countedUpTo().reached(newest)).isTrue());
        assertThat(store.counts().get(List.of("7")).join().get(0).of(EventType.VIEW))
                .isEqualTo(events.get());
        for (int reader = 1; reader <= READERS; reader++) {
            assertThat(store.readers().read(Integer.toString(reader)).join().pages())
                    .extracting(Page::stamp)
                    .doesNotHaveDuplicates();
        }
    }

    private static String id(Fact fact) {
        return ((Event) fact).id();
    }
}
