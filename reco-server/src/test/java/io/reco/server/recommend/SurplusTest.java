package io.reco.server.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

import it.unimi.dsi.fastutil.longs.LongList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.server.MovableClock;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.page.ModelId;
import io.reco.server.domain.page.Origin;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.PageFilter;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.exposure.ExposureTokens;
import io.reco.server.ingest.reader.Readers;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.store.life.ReaderLives.Merge;
import io.reco.server.store.reader.ReaderState;
import io.reco.server.store.reader.ReaderStore;
import io.reco.server.store.reader.ReaderStore.PageDecision;

/** Pages that are made of what the reader's page before left, or for nobody in particular of what was ranked just now. */
@Timeout(300)
class SurplusTest {

    private static final int ARTICLES = 400;
    private static final int TOPICS = 8;

    private final MovableClock clock = new MovableClock(Instant.ofEpochMilli(Newsroom.NOW));

    private Newsroom room() {
        Newsroom room = new Newsroom(clock).publish(ARTICLES, TOPICS).simulate(100, 5_000, ARTICLES, TOPICS);
        room.settle();
        return room;
    }

    private static PageRequest of(Newsroom room, String reader) {
        return PageRequest.of(reader, 10, room.engine.policy());
    }

    private static Answer page(Newsroom room, PageRequest request) {
        return room.engine.recommender().recommend(request).join();
    }

    private static List<Integer> certain(Answer page) {
        return page.items().stream()
                .filter(item -> item.slot().propensity() == 1)
                .map(item -> (int) item.slot().article())
                .toList();
    }

    @Test
    void whoScrollsGetsDisjointPagesOfOneRanking() {
        try (Newsroom room = room()) {
            PageRequest request = of(room, "7");
            Answer first = page(room, request);
            Set<String> seen = new HashSet<>();
            first.items().forEach(item -> seen.add(item.article()));
            for (int next = 1; next <= 5; next++) {
                Answer page = page(room, request);

                assertThat(page.items()).hasSize(10).allMatch(item -> seen.add(item.article()));
                assertThat(page.items().stream().filter(item -> item.slot().propensity() < 1))
                        .hasSize(1);
                assertThat(room.engine.status().surplusPages()).isEqualTo(next);
                assertThat(page(room, request.at(page.stamp()))).isEqualTo(page);
            }
            assertThat(room.engine.status().rankedPages()).isEqualTo(1);
        }
    }

    /** Then every page pushes an old one out of the reader's record. */
    @Test
    void whoScrollsFartherThanPagesAreKeptGoesOnWithWhatIsLeft() {
        try (Newsroom room = room()) {
            PageRequest request = of(room, "7").ofCount(1);
            for (int page = 0; page < ReaderStore.PAGES_MAX + 10; page++) {
                assertThat(page(room, request).items()).hasSize(1);
            }
            assertThat(room.engine.status().surplusPages()).isEqualTo(ReaderStore.PAGES_MAX + 9);
        }
    }

    @Test
    void whoScrollsByAClockOfTheirOwnGetsDisjointPagesToo() {
        try (Newsroom room = room()) {
            for (String reader : List.of("7", "nobody-knows-me")) {
                Set<String> seen = new HashSet<>();
                for (int second = 0; second < 6; second++) {
                    long aheadMs = (second - 3) * 1_000L;
                    Answer page = page(room, of(room, reader).at(Newsroom.NOW + aheadMs));

                    assertThat(page.items()).hasSize(10).allMatch(item -> seen.add(item.article()));
                }
            }
            assertThat(room.engine.status().surplusPages()).isEqualTo(10);
        }
    }

    @Test
    void theNextPageOfAStrangerIsThatOfTheWholePipelineButForWhatChanceDraws() {
        try (Newsroom room = room()) {
            PageRequest request = of(room, "nobody-knows-me");
            var unused = page(room, request);
            for (int next = 1; next <= 3; next++) {
                // Reasons are asked of the whole pipeline.
                Answer whole = page(room, request.withReasons().notKept());
                Answer page = page(room, request);

                assertThat(certain(page)).isEqualTo(certain(whole));
                assertThat(room.engine.status().surplusPages()).isEqualTo(next);
            }
        }
    }

    /** What differs: the whole pipeline weighs its sources by all that they still propose, and so a little otherwise. */
    @Test
    void theNextPageOfAReaderIsNearlyThatOfTheWholePipeline() {
        try (Newsroom room = room()) {
            int slots = 0;
            int same = 0;
            int readers = 60;
            for (int reader = 1; reader <= readers; reader++) {
                PageRequest request = of(room, Integer.toString(reader));
                var unused = page(room, request);
                for (int next = 0; next < 2; next++) {
                    List<Integer> whole =
                            certain(page(room, request.withReasons().notKept()));
                    List<Integer> page = certain(page(room, request));
                    slots += page.size();
                    same += (int) page.stream().filter(whole::contains).count();
                }
            }
            assertThat(room.engine.status().surplusPages()).isGreaterThan(readers * 3 / 2);
            assertThat((double) same / slots).isGreaterThan(.8);
        }
    }

    @Test
    void whateverChangesThePageMakesTheWholePipelineRun() {
        Map<String, BiConsumer<Newsroom, String>> changes = new LinkedHashMap<>();
        changes.put("a view", (room, reader) -> room.append(room.view(Integer.parseInt(reader), 3)));
        changes.put(
                "a dislike", (room, reader) -> room.append(room.event(Integer.parseInt(reader), 3, EventType.DISLIKE)));
        changes.put(
                "a statement",
                (room, reader) -> room.append(new Fact.ReaderUpdated(
                        reader, new Preferences(List.of("topic3"), List.of(), List.of(), List.of(), List.of(), 0))));
        changes.put("a merge", (room, reader) -> {
            var unused = room.store
                    .lives()
                    .merge(new Merge("99", reader, "m" + reader), false)
                    .join();
        });
        changes.put("a merge of somebody who was served and did nothing", (room, reader) -> {
            var unused = page(room, of(room, "cookie" + reader).at(Newsroom.NOW - 5_000));
            var merged = room.store
                    .lives()
                    .merge(new Merge("cookie" + reader, reader, "m" + reader), false)
                    .join();
            assertThat(merged.pages()).isEqualTo(1);
        });
        changes.put("another feed's page", (room, reader) -> {
            var unused = page(room, of(room, reader).in("sidebar").ofCount(3));
        });
        changes.put("another server's page", SurplusTest::keepElsewhere);
        changes.put(
                "a new article",
                (room, reader) ->
                        room.append(new Fact.ArticleUpserted(Newsroom.article(9_000, "topic1", Newsroom.NOW))));
        changes.put("a model", (room, reader) -> room.engine.train(1));
        changes.put("two minutes", (room, reader) -> clock.move(Duration.ofMinutes(2)));
        int reader = 10;
        for (Map.Entry<String, BiConsumer<Newsroom, String>> change : changes.entrySet()) {
            try (Newsroom room = room()) {
                PageRequest request = of(room, Integer.toString(reader++));
                var unused = page(room, request);
                change.getValue().accept(room, request.reader());
                long ranked = room.engine.status().rankedPages();

                Answer page = page(room, request);

                assertThat(page.items()).hasSize(10);
                assertThat(room.engine.status().rankedPages())
                        .as(change.getKey())
                        .isEqualTo(ranked + 1);
            }
        }
    }

    private static void keepElsewhere(Newsroom room, String reader) {
        record Decided(Page page) implements PageDecision {}
        var unused = room.store
                .readers()
                .keep(
                        reader,
                        state -> new Decided(new Page(
                                state.pages().get(0).stamp() + 1,
                                "k",
                                "default",
                                new ModelId(7),
                                state.pages().get(0).slots())))
                .join();
    }

    @Test
    void whatAnEarlierPageExposedMakesTheWholePipelineRunAndWhatThePagesSinceDidDoesNot() {
        try (Newsroom room = room()) {
            PageRequest request = of(room, "7");
            Answer earlier = page(room, request.at(Newsroom.NOW - Newsroom.HOUR));
            room.append(exposure(earlier, 0));
            clock.move(Duration.ofMinutes(3));
            for (int next = 1; next <= 3; next++) {
                room.append(exposure(page(room, request), 0));
            }
            assertThat(room.engine.status().rankedPages()).isEqualTo(2);
            assertThat(room.engine.status().surplusPages()).isEqualTo(2);
            room.append(exposure(earlier, 1));

            Answer page = page(room, request);

            assertThat(page.items()).hasSize(10);
            assertThat(room.engine.status().rankedPages()).isEqualTo(3);
        }
    }

    private static Event exposure(Answer page, int slot) {
        return new Event(
                "x" + page.stamp() + "-" + slot,
                "7",
                page.items().get(slot).article(),
                EventType.EXPOSE,
                Newsroom.NOW,
                new Origin(page.stamp(), slot, LongList.of()));
    }

    /** Both strings have the same hash in Java. */
    @Test
    void statementsThatLookAlikeByTheirHashAreTwo() {
        try (Newsroom room = room()) {
            PageRequest request = of(room, "7");
            for (String topic : List.of("Aa", "BB")) {
                room.append(new Fact.ReaderUpdated(
                        "7", new Preferences(List.of(topic), List.of(), List.of(), List.of(), List.of(), 0)));
                var unused = page(room, request);
            }
            assertThat(room.engine.status().rankedPages()).isEqualTo(2);
        }
    }

    /** Drawn by chance that decided the page before, too, some would be there twice as often as their propensity says. */
    @Test
    void onTheSecondPageOfAMomentNoArticleIsOftenerThanItsPropensitySays() {
        try (Newsroom room = room()) {
            int readers = 2_000;
            Map<String, double[]> drawn = new TreeMap<>();
            for (int reader = 0; reader < readers; reader++) {
                PageRequest request = of(room, "stranger" + reader);
                var first = page(room, request);
                for (Answer.Item item : page(room, request).items()) {
                    double propensity = item.slot().propensity();
                    double[] sums = drawn.computeIfAbsent(item.article(), unused -> new double[2]);
                    sums[0] += propensity < 1 ? 1 / propensity : 0;
                    sums[1] += (1 - propensity) / (propensity * propensity);
                }
                assertThat(first.items()).hasSize(10);
            }
            assertThat(room.engine.status().surplusPages()).isEqualTo(readers);
            // Each is drawn as often as it may be: by its propensities once a page on average, where it may be on all
            // of them.
            assertThat(drawn)
                    .allSatisfy((article, sums) ->
                            assertThat(sums[0] - readers).isLessThanOrEqualTo(4 * Math.sqrt(sums[1])));
        }
    }

    @Test
    void whoAsksForSomethingElseGetsThat() {
        PageFilter filter =
                new PageFilter(List.of("topic1"), List.of(), List.of(), List.of(), Map.of(), Map.of(), 0, List.of());
        List<UnaryOperator<PageRequest>> others = List.of(
                request -> request.filtered(filter),
                request -> request.diverse(1),
                request -> request.ofCount(5),
                request -> request.inNumbers(),
                request -> request.after(List.of("17")),
                request -> request.in("sidebar"),
                request -> request.by(request.policy().hurried()));
        try (Newsroom room = room()) {
            for (String reader : List.of("7", "")) {
                for (UnaryOperator<PageRequest> other : others) {
                    PageRequest request = of(room, reader);
                    var first = page(room, request);
                    long ranked = room.engine.status().rankedPages();

                    var second = page(room, other.apply(request));

                    boolean sidebarOfNobody = reader.isEmpty()
                            && !other.apply(request).placement().isEmpty();
                    assertThat(room.engine.status().rankedPages()).isEqualTo(ranked + (sidebarOfNobody ? 0 : 1));
                    assertThat(second).isNotEqualTo(first);
                }
            }
        }
    }

    @Test
    void whatIsTakenDownInBetweenIsOnNoNextPage() {
        try (Newsroom room = room()) {
            for (String reader : List.of("7", "")) {
                PageRequest request = of(room, reader);
                var unused = page(room, request);
                List<Integer> next = certain(page(room, request.notKept()));
                List<Fact> facts = new ArrayList<>();
                facts.add(new Fact.ArticleDeleted(Integer.toString(next.get(0))));
                room.append(facts);
                long made = room.engine.status().surplusPages();

                Answer page = page(room, request);

                assertThat(certain(page)).doesNotContain(next.get(0)).contains(next.get(1), next.get(2));
                assertThat(room.engine.status().surplusPages()).isEqualTo(made + 1);
            }
        }
    }

    @Test
    void aLookSeesTheNextPageAndLeavesNothing() {
        try (Newsroom room = room()) {
            PageRequest request = of(room, "7");
            var look = page(room, request.notKept());
            assertThat(page(room, request.notKept())).isEqualTo(look);
            var unused = page(room, request);

            Answer next = page(room, request.notKept());

            assertThat(page(room, request).items()).isEqualTo(next.items());
            assertThat(room.engine.status().surplusPages()).isEqualTo(1);
        }
    }

    @Test
    void aHurriedPageLeavesNothingAndOneOfWhatWasLeftIsNotHurried() {
        try (Newsroom room = room()) {
            PageRequest request = of(room, "7");
            assertThat(page(room, request.within(() -> 1)).degraded()).isTrue();
            assertThat(page(room, request.within(() -> 1)).degraded()).isTrue();
            var unused = page(room, request);

            Answer page = page(room, request.within(() -> 1));

            assertThat(page.degraded()).isFalse();
            assertThat(room.engine.status().surplusPages()).isEqualTo(1);
        }
    }

    @Test
    void everybodyGetsTheSameRankingForASecondButForWhatChanceDraws() {
        try (Newsroom room = room()) {
            Answer first = page(room, room.anonymous());
            Answer second = page(room, room.anonymous());

            assertThat(certain(second)).isEqualTo(certain(first));
            assertThat(room.engine.status().surplusPages()).isEqualTo(1);
            assertThat(second.exposure()).isNotEqualTo(first.exposure());
            clock.move(Duration.ofSeconds(1));
            var unused = page(room, room.anonymous());
            assertThat(room.engine.status().rankedPages()).isEqualTo(2);
        }
    }

    @Test
    void nothingIsLeftOfAReaderWhoIsErased() {
        try (Newsroom room = room()) {
            Pipeline pipeline = new Pipeline(room.engine.models(), room.store.ids());
            Recommender recommender = new Recommender(
                    room.store, pipeline, room.engine.models(), new ExposureTokens(Newsroom.KEYS), clock);
            for (String reader : List.of("7", "8")) {
                var unused = recommender.recommend(of(room, reader)).join();
            }
            assertThat(pipeline.surpluses()).isEqualTo(2);

            var receipt = Readers.of(
                            room.store, upTo -> CompletableFuture.completedFuture(null), pipeline::forget, clock)
                    .lives()
                    .erase("7")
                    .join();

            assertThat(receipt).isNotNull();
            assertThat(pipeline.surpluses()).isEqualTo(1);
        }
    }

    /** Else nobody would know any more which pages were made of it. */
    @Test
    void whatWentWhileAPageWasMadeOfItDoesNotComeBack() {
        try (Newsroom room = room()) {
            Pipeline pipeline = new Pipeline(room.engine.models(), room.store.ids());
            Recommender recommender = new Recommender(
                    room.store, pipeline, room.engine.models(), new ExposureTokens(Newsroom.KEYS), clock);
            PageRequest request = of(room, "7");
            var first = recommender.recommend(request).join();
            ReaderState state = room.store.readers().read("7").join();
            Selection next = Objects.requireNonNull(pipeline.next(request, state, clock.millis()));
            pipeline.forget("7");

            pipeline.leave(
                    request, state, new Page(first.stamp() + 1, "k", "default", next.modelId(), next.slots()), next);

            assertThat(pipeline.surpluses()).isZero();
        }
    }
}
