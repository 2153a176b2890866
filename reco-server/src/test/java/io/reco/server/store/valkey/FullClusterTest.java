package io.reco.server.store.valkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.page.ModelId;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.refusal.Failures;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.Kept;
import io.reco.server.store.StoreSettings;
import io.reco.server.store.age.Ages;
import io.reco.server.store.count.Counts;
import io.reco.server.store.log.FactLog.Outcome;
import io.reco.server.store.trouble.Trouble;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.readers.ValkeyReaders;
import io.reco.server.store.valkey.shard.ValkeyCluster;
import io.reco.server.store.valkey.shard.cluster.ClusterShards;
import io.reco.server.store.valkey.shard.node.Login;

/** A cluster whose memory is full refuses writes and loses nothing; looks go on. */
@Timeout(120)
final class FullClusterTest {

    private static final long NOW = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);

    private static Event view(String id) {
        return new Event(id, "1", "7", EventType.VIEW, NOW - 5_000, 0);
    }

    @Test
    void writesAreRefusedUntilThereIsRoomAndLooksGoOn() throws IOException {
        try (ValkeyCluster cluster = ValkeyCluster.start()) {
            ClusterShards shards =
                    ClusterShards.open(Functions.library(), Duration.ofSeconds(10), cluster.addresses(), Login.OPEN);
            try (ValkeyStore store = ValkeyStore.open(shards, 4, StoreSettings.DEFAULTS, CLOCK)) {
                var unused = store.facts()
                        .append(List.of(new Fact.ArticleUpserted(Article.bare("7")), view("a")))
                        .join();

                Kept.keep(store, "2", state -> page(1));
                await().until(() -> store.countedUpTo().reached(store.facts().newest()));
                unused = store.facts().append(List.of(view("c"))).join();

                cluster.limitMemory("1");
                assertThat(failure(store)).isEqualTo(Refusal.Reason.STORAGE_FULL);
                assertThat(store.troubles().are(Trouble.Kind.FULL)).isTrue();
                assertThat(pageFailure(store)).isEqualTo(Refusal.Reason.STORAGE_FULL);
                assertThat(store.counts().get(List.of("7")).join())
                        .containsExactly(Counts.NONE.with(EventType.VIEW, 2));
                assertThat(store.readers().read("1").join().actions().size()).isEqualTo(2);
                assertThat(store.articles().get(List.of("7")).join()).hasSize(1);

                assertThat(replayed(store, shards)).isEqualTo(page(1));
                // What makes room goes on: counts are written, so that what was counted may go.
                await().until(() -> store.countedUpTo().reached(store.facts().newest()));
                assertThat(store.isKeeper()).isTrue();

                cluster.limitMemory("64mb");
                assertThat(store.facts().append(List.of(view("b"))).join().outcomes())
                        .containsExactly(Outcome.APPENDED);
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> store.troubles().now().isEmpty());
            }
        }
    }

    private static Page page(int model) {
        return new Page(NOW, "k", "", new ModelId(model), List.of());
    }

    /** As another server does that does not know the page to be on all copies. */
    private static Page replayed(ValkeyStore store, ClusterShards shards) {
        Ages ages = Ages.start(CLOCK, 0, System::nanoTime);
        try (ValkeyReaders readers = new ValkeyReaders(shards, new Layout(4, store.ids()), CLOCK, ages, 3_600)) {
            List<Page> shown = new ArrayList<>();
            var unused = Failures.join(readers.keep("2", state -> {
                shown.addAll(state.pages());
                return new Kept(null);
            }));
            return shown.get(0);
        }
    }

    private static Refusal.Reason failure(ValkeyStore store) {
        return store.facts()
                .append(List.of(view("b")))
                .handle((done, failure) -> ((Refusal) Failures.cause(failure)).reason())
                .join();
    }

    private static Refusal.Reason pageFailure(ValkeyStore store) {
        try {
            Page page = Kept.keep(store, "1", state -> page(2));
            throw new AssertionError("kept " + page);
        } catch (Refusal e) {
            return e.reason();
        }
    }
}
