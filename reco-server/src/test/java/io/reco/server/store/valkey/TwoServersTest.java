package io.reco.server.store.valkey;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.page.ModelId;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;
import io.reco.server.domain.page.Shares;
import io.reco.server.domain.page.Source;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.engine.Engine;
import io.reco.server.engine.EngineSettings;
import io.reco.server.recommend.Answer;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.store.Kept;
import io.reco.server.store.StoreException;
import io.reco.server.store.StoreSettings;
import io.reco.server.store.count.Counts;
import io.reco.server.store.log.FactLog.Appended;
import io.reco.server.store.log.FactLog.Outcome;
import io.reco.server.store.log.Positions;
import io.reco.server.store.log.Tail;
import io.reco.server.store.reader.PreferencesChange;
import io.reco.server.store.reader.ReaderState;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.shard.ValkeyCluster;
import io.reco.server.store.valkey.shard.cluster.ClusterShards;
import io.reco.server.store.valkey.shard.node.Login;

/** Two servers on one cluster are one service. */
@Timeout(60)
final class TwoServersTest {

    private static final long NOW = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);
    private static final int PARTITIONS = 16;

    private static ValkeyCluster cluster;

    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private ValkeyStore one;
    private ValkeyStore other;

    @BeforeAll
    static void startCluster() {
        cluster = ValkeyCluster.shared();
    }

    @BeforeEach
    void openStores() {
        cluster.empty();
        one = open(PARTITIONS);
        other = open(PARTITIONS);
    }

    @AfterEach
    void closeStores() {
        threads.shutdownNow();
        one.close();
        other.close();
    }

    private static ValkeyStore open(int partitions) {
        ClusterShards shards = ClusterShards.open(
                Functions.library(), Duration.ofSeconds(20), cluster.addresses().subList(0, 2), Login.OPEN);
        return ValkeyStore.open(shards, partitions, StoreSettings.DEFAULTS, CLOCK);
    }

    private static Event view(String id, int reader, int article) {
        return new Event(id, Integer.toString(reader), Integer.toString(article), EventType.VIEW, NOW - 5_000, 0);
    }

    private static Page page(long stamp, int article) {
        Page.Slot slot = new Page.Slot(article, Rung.PERSONAL, 1, Shares.of(Source.NEIGHBOURS));
        return new Page(stamp, "k1", "", new ModelId(7), List.of(slot));
    }

    private static List<Fact> log(ValkeyStore store, Positions upTo) {
        List<Fact> facts = new ArrayList<>();
        Tail tail = store.facts().tail(Positions.START);
        await().until(() -> {
            tail.read(1_000, facts::add);
            return tail.at().reached(upTo);
        });
        return facts;
    }

    @Test
    void theSameEventsOnBothAtOnceCountOnceOnBoth() {
        List<CompletableFuture<Appended>> all = new ArrayList<>();
        for (int call = 0; call < 50; call++) {
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                events.add(view("e" + call + "-" + i, 1 + i, 1 + i % 3));
            }
            all.add(one.facts().append(events));
            all.add(other.facts().append(events));
        }
        int appended = 0;
        for (CompletableFuture<Appended> call : all) {
            appended += (int) call.join().outcomes().stream()
                    .filter(Outcome.APPENDED::equals)
                    .count();
        }

        assertThat(appended).isEqualTo(1_000);
        Positions upTo = one.facts().newest();
        assertThat(log(one, upTo)).hasSize(1_000).doesNotHaveDuplicates();
        assertThat(log(other, upTo)).hasSize(1_000).doesNotHaveDuplicates();
        List<String> articles = List.of("1", "2", "3", "4");
        List<Counts> expected = List.of(views(350), views(350), views(300), Counts.NONE);
        assertThat(one.counts().get(articles).join()).isEqualTo(expected);
        assertThat(other.counts().get(articles).join()).isEqualTo(expected);
    }

    private static Counts views(long count) {
        return Counts.NONE.with(EventType.VIEW, count);
    }

    @Test
    void whatOneAppendedTheOtherCountsSoonAndWrittenCountsSayTheSame() {
        for (int i = 0; i < 20; i++) {
            var unused = one.facts().append(List.of(view("e" + i, i + 1, 7))).join();
        }

        await().untilAsserted(() ->
                assertThat(other.counts().get(List.of("7")).join()).containsExactly(views(20)));
        await().until(() -> one.isKeeper() || other.isKeeper());
        await().until(() -> one.countedUpTo().reached(one.facts().newest()));
        ValkeyStore third = open(PARTITIONS);
        try {
            assertThat(third.counts().get(List.of("7")).join()).containsExactly(views(20));
            var unused = third.facts().append(List.of(view("late", 3, 7))).join();
            assertThat(third.counts().get(List.of("7")).join()).containsExactly(views(21));
        } finally {
            third.close();
        }
    }

    @Test
    void oneOfThemKeepsTheStoreAndTheOtherDoesWhenItIsGone() {
        await().until(() -> one.isKeeper() || other.isKeeper());
        assertThat(one.isKeeper()).isNotEqualTo(other.isKeeper());

        ValkeyStore keeper = one.isKeeper() ? one : other;
        keeper.close();

        await().until(() -> (keeper == one ? other : one).isKeeper());
    }

    @Test
    void pagesKeptOnBothAtOnceAreAllThereAndNoneSawLessThanTheOnesBefore() throws Exception {
        int each = 25;
        List<Future<?>> all = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            ValkeyStore store = thread % 2 == 0 ? one : other;
            String reader = Integer.toString(1 + thread / 4);
            all.add(threads.submit(() -> {
                for (int i = 0; i < each; i++) {
                    Kept.keep(store, reader, TwoServersTest::next);
                }
            }));
        }
        for (Future<?> done : all) {
            done.get(50, SECONDS);
        }

        for (String reader : List.of("1", "2")) {
            ReaderState state = other.readers().read(reader).join();
            assertThat(state.pages()).hasSize(50);
            for (int place = 0; place < 50; place++) {
                Page page = state.pages().get(place);
                // 100 were kept, each with the number of the one before it and one more.
                assertThat(page.slots().get(0).article()).isEqualTo(100 - place);
                assertThat(page.stamp()).isEqualTo(NOW + 100 - place);
            }
        }
    }

    private static Page next(ReaderState state) {
        long before = state.pages().isEmpty()
                ? 0
                : state.pages().get(0).slots().get(0).article();
        return page(NOW + before + 1, (int) before + 1);
    }

    @Test
    void aPageThatOneKeptTheOtherShowsAgain() {
        Kept.keep(one, "1", state -> page(NOW, 5));

        Kept.keep(other, "1", state -> {
            assertThat(state.pages()).containsExactly(page(NOW, 5));
            return null;
        });
        var unused = one.facts().append(List.of(view("a", 1, 5))).join();
        Kept.keep(other, "1", state -> {
            assertThat(state.actions().size()).isOne();
            return null;
        });
    }

    @Test
    void statementsOnBothAtOnceLoseNothing() {
        List<CompletableFuture<Appended>> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            all.add((i % 2 == 0 ? one : other).facts().update(following("t" + i)));
        }
        all.forEach(CompletableFuture::join);

        assertThat(one.readers().read("1").join().preferences().followedTopics())
                .hasSize(40);
        assertThat(log(other, one.facts().newest())).hasSizeGreaterThanOrEqualTo(20);
    }

    private static PreferencesChange following(String topic) {
        return new PreferencesChange() {
            @Override
            public String reader() {
                return "1";
            }

            @Override
            public Preferences decide(Preferences before, long nowMs) {
                List<String> topics = new ArrayList<>(before.followedTopics());
                topics.add(topic);
                return new Preferences(topics, List.of(), List.of(), List.of(), List.of(), 0);
            }
        };
    }

    @Test
    void secretsAreTheSameOnBoth() {
        byte[] made = one.secrets().getOrMake("signing", () -> new byte[] {1}).join();

        assertThat(other.secrets().getOrMake("signing", () -> new byte[] {2}).join())
                .isEqualTo(made);
        assertThat(other.ids().of("abc")).isEqualTo(one.ids().of("abc"));
    }

    @Test
    void anotherNumberOfPartitionsIsRefusedWithBoth() {
        assertThatThrownBy(() -> open(32))
                .isInstanceOf(StoreException.class)
                .hasMessage(
                        "store: a cluster with partitions 32 (expected: partitions 16, as many as it was made with)");
    }

    @Test
    void whatIsPublishedOnOneIsServedByTheOtherAndSoIsWhatAReaderJustDid() {
        ValkeyStore first = open(PARTITIONS);
        ValkeyStore second = open(PARTITIONS);
        try (Engine engine = Engine.open(first, EngineSettings.defaults(), Map.of(), CLOCK);
                Engine served = Engine.open(second, EngineSettings.defaults(), Map.of(), CLOCK)) {
            engine.ready().join();
            served.ready().join();
            List<Fact> articles = new ArrayList<>();
            for (int id = 1; id <= 12; id++) {
                articles.add(new Fact.ArticleUpserted(
                        Article.bare(Integer.toString(id)).publishedAt(NOW - 60_000L * id)));
            }
            var appended = first.facts().append(articles).join();
            await().untilAsserted(() -> assertThat(served.models()
                            .<Integer>read(view -> view.articles().listed()))
                    .isEqualTo(12));
            var viewed = first.facts().append(List.of(view("a", 9, 4))).join();

            PageRequest request = PageRequest.of("9", 5, served.policy());
            Answer fresh = served.recommender().recommend(request).join();
            Answer next = engine.recommender().recommend(request).join();

            assertThat(appended.outcomes()).containsOnly(Outcome.APPENDED);
            assertThat(viewed.outcomes()).containsOnly(Outcome.APPENDED);
            List<String> both = new ArrayList<>();
            fresh.items().forEach(item -> both.add(item.article()));
            next.items().forEach(item -> both.add(item.article()));
            assertThat(both).hasSize(10).doesNotHaveDuplicates().doesNotContain("4");
            assertThat(engine.recommender()
                            .recommend(request.at(fresh.stamp()))
                            .join()
                            .exposure())
                    .isEqualTo(fresh.exposure());
            await().untilAsserted(() -> assertThat(Optional.of(served.models()
                            .<Integer>read(view -> view.popularity()
                                    .readers(
                                            view.articles().ordinal(second.ids().of("4"))))))
                    .contains(1));
        }
    }
}
