package io.reco.server.store.valkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.domain.refusal.Failures;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.engine.Engine;
import io.reco.server.engine.EngineSettings;
import io.reco.server.recommend.Answer;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.store.StoreSettings;
import io.reco.server.store.article.ArticleChange;
import io.reco.server.store.article.ArticleRecord;
import io.reco.server.store.count.Counts;
import io.reco.server.store.life.ReaderLives.Merge;
import io.reco.server.store.life.ReaderLives.Result;
import io.reco.server.store.log.FactLog.Outcome;
import io.reco.server.store.reader.PreferencesChange;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.shard.Shards;
import io.reco.server.store.valkey.shard.ValkeyCluster;
import io.reco.server.store.valkey.shard.ValkeyProcess;
import io.reco.server.store.valkey.shard.cluster.ClusterShards;
import io.reco.server.store.valkey.shard.node.Login;

/**
 * While no replica answers nothing is acknowledged, neither what is new nor what finds itself done already, for that may be
 * on one process alone.
 */
@Timeout(180)
final class UnacknowledgedTest {

    private static final long NOW = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);
    private static final int PARTITIONS = 4;
    private static final Merge MERGE = new Merge("4", "5", "r1");

    private final List<ValkeyProcess> replicas = new ArrayList<>();
    private ValkeyCluster cluster;
    private ValkeyStore store;
    private Shards shards;

    @BeforeEach
    void start() {
        cluster = ValkeyCluster.start();
        shards = shards();
        store = open();
    }

    @AfterEach
    void end() throws Exception {
        store.close();
        shards.close();
        cluster.close();
    }

    private Shards shards() {
        return ClusterShards.open(
                Functions.library(), Duration.ofMillis(800), cluster.addresses().subList(0, 9), Login.OPEN);
    }

    private ValkeyStore open() {
        return ValkeyStore.open(shards(), PARTITIONS, StoreSettings.DEFAULTS, CLOCK);
    }

    private void pauseReplicas() {
        for (int machine = 0; machine < 3; machine++) {
            replicas.addAll(cluster.replicasOf(cluster.process(machine, 0)));
        }
        assertThat(replicas).hasSize(6);
        replicas.forEach(ValkeyProcess::pause);
    }

    private void heal() {
        replicas.forEach(ValkeyProcess::goOn);
        cluster.awaitComplete();
    }

    private static Event view(String id, String reader) {
        return new Event(id, reader, "7", EventType.VIEW, NOW - 5_000, 0);
    }

    /** All that is promised to last, once it is answered. */
    private Map<String, Supplier<CompletableFuture<?>>> writes() {
        Map<String, Supplier<CompletableFuture<?>>> writes = new LinkedHashMap<>();
        writes.put("events", () -> store.facts().append(List.of(view("new", "1"))));
        writes.put("events that are known", () -> store.facts().append(List.of(view("known", "1"))));
        writes.put("an article", () -> store.facts().change(List.of(published("8"))));
        writes.put("an article that is so already", () -> store.facts().change(List.of(published("7"))));
        writes.put("statements", () -> store.facts().update(following("t1", "2")));
        writes.put("statements that are so already", () -> store.facts().update(following("t1", "3")));
        writes.put("a secret", () -> store.secrets().getOrMake("new", () -> new byte[] {1}));
        writes.put("a secret that is known", () -> store.secrets().getOrMake("known", () -> new byte[] {2}));
        writes.put("a merge", () -> store.lives().merge(MERGE, false));
        writes.put("a merge that is done", () -> store.lives().merge(new Merge("10", "11", "r0"), false));
        writes.put("an erasure", () -> store.lives().erase("6", false));
        writes.put("an erasure that is done", () -> store.lives().erase("9", false));
        return writes;
    }

    @Test
    void nothingIsAcknowledgedWhetherItIsNewOrWasDoneBefore() {
        CompletableFuture.allOf(
                        store.facts()
                                .append(List.of(view("known", "1"), view("b", "4"), view("c", "6"), view("d", "9"))),
                        store.facts().append(List.of(view("e", "10"))),
                        store.facts().change(List.of(published("7"))),
                        store.facts().update(following("t1", "3")),
                        store.secrets().getOrMake("known", () -> new byte[] {2}))
                .join();
        var merged = store.lives().merge(new Merge("10", "11", "r0"), false).join();
        var erased = store.lives().erase("9", false).join();
        assertThat(merged.result()).isEqualTo(Result.DONE);
        assertThat(erased.actions()).isOne();

        pauseReplicas();
        for (int attempt = 1; attempt <= 2; attempt++) {
            writes().forEach((what, write) -> assertUnavailable(what, write.get()));
        }
        Lease lease = new Lease(shards, true);
        assertThat(lease.renew()).isFalse();
        assertThat(lease.renew()).isFalse();
        heal();

        await().ignoreExceptions()
                .until(() -> store.facts()
                        .append(List.of(view("new", "1")))
                        .join()
                        .outcomes()
                        .equals(List.of(Outcome.DUPLICATE)));
        assertThat(store.lives().merge(MERGE, false).join().result()).isIn(Result.DONE, Result.REPEATED);
        assertThat(store.readers().read("5").join().actions().size()).isOne();
        assertThat(store.counts().get(List.of("7")).join()).containsExactly(Counts.NONE.with(EventType.VIEW, 6));
    }

    private static void assertUnavailable(String what, CompletableFuture<?> answer) {
        Object told = answer.handle(
                        (done, failure) -> failure == null ? done : Failures.is(failure, Refusal.Reason.UNAVAILABLE))
                .join();
        assertThat(told).as(what).isEqualTo(true);
    }

    private static ArticleChange published(String id) {
        return new ArticleChange() {
            @Override
            public String article() {
                return id;
            }

            @Override
            public @Nullable Fact decide(@Nullable ArticleRecord before, long nowMs) {
                return before != null
                        ? null
                        : new Fact.ArticleUpserted(Article.bare(id).publishedAt(NOW));
            }
        };
    }

    private static PreferencesChange following(String topic, String reader) {
        return new PreferencesChange() {
            @Override
            public String reader() {
                return reader;
            }

            @Override
            public Preferences decide(Preferences before, long nowMs) {
                return new Preferences(List.of(topic), List.of(), List.of(), List.of(), List.of(), 0);
            }
        };
    }

    @Test
    void aPageThatIsThereIsNotShownAgainUntilItIsAcknowledgedAndANewOneSaysThatItIsNotKept() {
        ValkeyStore other = open();
        try (Engine engine = Engine.open(open(), EngineSettings.defaults(), Map.of(), CLOCK);
                Engine served = Engine.open(other, EngineSettings.defaults(), Map.of(), CLOCK)) {
            publishForAll(engine, served);
            PageRequest request = PageRequest.of("9", 3, served.policy());
            Answer first = engine.recommender().recommend(request).join();
            assertThat(first.degraded()).isFalse();

            pauseReplicas();
            // Made, and perhaps written: the call before this one may have been told so, or not.
            PageRequest keyed = request.withKey("k1");
            assertUnavailable("a page with a key", engine.recommender().recommend(keyed));
            assertUnavailable("the same again", engine.recommender().recommend(keyed));
            assertUnavailable("the same on another server", served.recommender().recommend(keyed));
            assertUnavailable("a page by its stamp", served.recommender().recommend(request.at(first.stamp())));
            Answer unkept = served.recommender().recommend(request).join();
            assertThat(unkept.degraded()).isTrue();
            assertThat(unkept.items()).isNotEmpty();
            heal();

            await().ignoreExceptions()
                    .until(() -> !served.recommender().recommend(keyed).join().degraded());
            assertThat(served.recommender().recommend(keyed).join().exposure())
                    .isEqualTo(engine.recommender().recommend(keyed).join().exposure());
            assertThat(served.recommender()
                            .recommend(request.at(first.stamp()))
                            .join()
                            .exposure())
                    .isEqualTo(first.exposure());
        }
    }

    private void publishForAll(Engine engine, Engine served) {
        List<Fact> articles = new ArrayList<>();
        for (int id = 1; id <= 20; id++) {
            articles.add(
                    new Fact.ArticleUpserted(Article.bare(Integer.toString(id)).publishedAt(NOW - 60_000L * id)));
        }
        var unused = store.facts().append(articles).join();
        for (Engine each : List.of(engine, served)) {
            await().untilAsserted(() -> assertThat(
                            each.models().<Integer>read(view -> view.articles().listed()))
                    .isEqualTo(20));
        }
    }
}
