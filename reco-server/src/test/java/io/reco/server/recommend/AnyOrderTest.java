package io.reco.server.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;
import io.reco.server.engine.Engine;
import io.reco.server.engine.EngineSettings;
import io.reco.server.model.Models;
import io.reco.server.model.blend.Blend;
import io.reco.server.model.trends.Trend;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.store.Store;
import io.reco.server.store.memory.MemoryStore;

/** One log in many orders, through store, follower and pipeline: what is learned is (nearly) the same. */
@Timeout(300)
class AnyOrderTest {

    private static final int DAYS = 60;
    private static final int ARTICLES = 600;
    private static final int READERS = 300;
    private static final int TOPICS = 12;
    private static final int SESSIONS = 12;
    private static final int SESSION_VIEWS = 4;
    private static final long MINUTE = 60_000;
    private static final long DAY = 24 * 60 * MINUTE;
    private static final long NOW = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private static final long START = NOW - DAYS * DAY;
    private static final int NEXT = 100;
    private static final int PAGE = 20;
    private static final int APPENDED_AT_ONCE = 200;

    /** As {@code import} sends: by reader, each lane in the order of the file, a batch at a time. */
    private static final int LANES = 4;

    private static final int LANE_BATCH = 1_000;

    /** A log, oldest first, and what each reader might open after it, the likelier the more often. */
    private record Log(List<Event> events, Map<Integer, List<Integer>> next) {}

    /** What the pages after a log are like. */
    private record Measured(double hitRate, double overlap, double fresh) {}

    private static final Map<String, BiFunction<List<Event>, Random, List<Event>>> ORDERS = new TreeMap<>(Map.of(
            "reversed", AnyOrderTest::reversed,
            "shuffled", AnyOrderTest::shuffled,
            "in lanes", (events, random) -> inLanes(events),
            "a tenth days late", AnyOrderTest::aTenthLate,
            "in lanes, a tenth days late", (events, random) -> inLanes(aTenthLate(events, random))));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void pagesAreAsGoodAndAsPersonalInAnyOrderOfArrival(long seed) {
        Log log = log(new Random(seed));
        Measured inOrder = measure(log, log.events);
        assertThat(inOrder.hitRate).isGreaterThan(0.2);
        ORDERS.forEach((name, order) -> {
            Measured measured = measure(log, order.apply(log.events, new Random(seed)));
            assertThat(measured.hitRate).as("hit rate, " + name).isGreaterThan(0.9 * inOrder.hitRate);
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void eventsOfYearsAgoThatArriveNowHarmNothing(long seed) {
        Log log = log(new Random(seed));
        Measured without = measure(log, log.events);
        List<Event> events = new ArrayList<>(log.events);
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            long timeMs = NOW - (2 + random.nextInt(8)) * 365L * DAY;
            int at = events.size() - random.nextInt(events.size() / 2);
            events.add(at, view("years" + i, 1 + random.nextInt(READERS), 1 + random.nextInt(ARTICLES), timeMs));
        }

        assertThat(measure(log, events).hitRate).isGreaterThan(0.9 * without.hitRate);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aStartOnALogThatArrivedInAnyOrderIsNoWorse(long seed) {
        Log log = log(new Random(seed));
        List<Event> arrived = inLanes(aTenthLate(log.events, new Random(seed)));
        Measured inOrder = measure(log, log.events);

        Clock clock = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);
        Store store = MemoryStore.open(clock);
        append(store, arrived);
        try (Engine engine = Engine.open(store, EngineSettings.defaults(), Map.of(), clock)) {
            assertThat(measure(log, engine).hitRate).isGreaterThan(0.9 * inOrder.hitRate);
        }
    }

    /** Readers like two topics, and read a few articles of them in a row. */
    private static Log log(Random random) {
        List<Event> events = new ArrayList<>();
        Map<Integer, List<Integer>> next = new TreeMap<>();
        for (int reader = 1; reader <= READERS; reader++) {
            int[] taste = {random.nextInt(TOPICS), random.nextInt(TOPICS)};
            Set<Integer> opened = new HashSet<>();
            for (int session = 0; session < SESSIONS; session++) {
                long beginMs = START + (long) (random.nextDouble() * (DAYS * DAY - 120 * MINUTE));
                for (int i = 0; i < SESSION_VIEWS; i++) {
                    int article = article(taste[random.nextInt(2)], beginMs, random);
                    opened.add(article);
                    events.add(view("e" + events.size(), reader, article, beginMs + i * 3L * MINUTE));
                }
            }
            List<Integer> mayOpen = new ArrayList<>();
            while (mayOpen.size() < NEXT) {
                int article = article(taste[random.nextInt(2)], NOW, random);
                if (!opened.contains(article)) {
                    mayOpen.add(article);
                }
            }
            next.put(reader, mayOpen);
        }
        events.sort(Comparator.comparingLong(Event::timeMs));
        return new Log(events, next);
    }

    /** Mostly of the topic; some articles are read more than others, and those of before the moment alone. */
    private static int article(int topic, long nowMs, Random random) {
        while (true) {
            int any = (int) (ARTICLES * Math.pow(random.nextDouble(), 1.5));
            int article = random.nextInt(10) == 0 ? any : any - any % TOPICS + topic;
            if (publishMs(1 + article) <= nowMs) {
                return 1 + article;
            }
        }
    }

    /** Half of them are there from the beginning, the others come out by and by, without order. */
    private static long publishMs(int article) {
        return START + Math.max(0, new Random(article).nextInt(2 * DAYS) - DAYS) * DAY;
    }

    private static Event view(String id, int reader, int article, long timeMs) {
        return new Event(id, Integer.toString(reader), Integer.toString(article), EventType.VIEW, timeMs, 0);
    }

    private static List<Event> reversed(List<Event> events, Random random) {
        List<Event> reversed = new ArrayList<>(events);
        Collections.reverse(reversed);
        return reversed;
    }

    private static List<Event> shuffled(List<Event> events, Random random) {
        List<Event> shuffled = new ArrayList<>(events);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    private static List<Event> aTenthLate(List<Event> events, Random random) {
        Map<String, Long> arrivalMs = new HashMap<>();
        for (Event event : events) {
            long late = random.nextInt(10) == 0 ? (long) ((1 + 6 * random.nextDouble()) * DAY) : 0;
            arrivalMs.put(event.id(), event.timeMs() + late);
        }
        List<Event> arrived = new ArrayList<>(events);
        arrived.sort(Comparator.comparingLong(event -> arrivalMs.getOrDefault(event.id(), 0L)));
        return arrived;
    }

    private static List<Event> inLanes(List<Event> events) {
        List<List<Event>> lanes = new ArrayList<>();
        for (int lane = 0; lane < LANES; lane++) {
            lanes.add(new ArrayList<>());
        }
        List<Event> arrived = new ArrayList<>();
        for (Event event : events) {
            List<Event> lane = lanes.get(Integer.parseInt(event.reader()) % LANES);
            lane.add(event);
            if (lane.size() == LANE_BATCH) {
                arrived.addAll(lane);
                lane.clear();
            }
        }
        lanes.forEach(arrived::addAll);
        return arrived;
    }

    private static Measured measure(Log log, List<Event> arriving) {
        Clock clock = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);
        Store store = MemoryStore.open(clock);
        try (Engine engine = Engine.open(store, EngineSettings.defaults(), Map.of(), clock)) {
            append(store, arriving);
            return measure(log, engine);
        }
    }

    private static void append(Store store, List<Event> events) {
        List<Fact> articles = new ArrayList<>();
        for (int id = 1; id <= ARTICLES; id++) {
            List<String> topics = List.of("topic" + (id - 1) % TOPICS);
            articles.add(new Fact.ArticleUpserted(new Article(
                    Integer.toString(id), "", "", "", "", topics, "", publishMs(id), Article.NEVER, false)));
        }
        var unused = store.facts().append(articles).join();
        for (int from = 0; from < events.size(); from += APPENDED_AT_ONCE) {
            List<Event> some = events.subList(from, Math.min(events.size(), from + APPENDED_AT_ONCE));
            unused = store.facts().append(some).join();
        }
    }

    private static void assertFinite(Models models) {
        models.write(writer -> {
            for (int stage = 0; stage < Blend.STAGES; stage++) {
                assertThat(writer.blend().weights(stage).values())
                        .allSatisfy(weight -> assertThat(weight).isFinite().isPositive());
            }
            for (Trend trend : List.of(writer.burst(), writer.trend())) {
                for (int article = 0; article < writer.articles().size(); article++) {
                    assertThat(trend.value(article, trend.moment(NOW))).isFinite();
                    assertThat(trend.value(article, trend.moment(0))).isFinite();
                }
            }
        });
    }

    private static Measured measure(Log log, Engine engine) {
        engine.ready().join();
        engine.settled().join();
        assertFinite(engine.models());
        List<Set<Integer>> pages = new ArrayList<>();
        double hits = 0;
        double fresh = 0;
        for (int reader = 1; reader <= READERS; reader++) {
            PageRequest request = PageRequest.of(Integer.toString(reader), PAGE, engine.policy())
                    .notKept();
            List<Page.Slot> slots = engine.recommender().recommend(request).join().items().stream()
                    .map(Answer.Item::slot)
                    .toList();
            Set<Integer> page = new HashSet<>(
                    slots.stream().map(slot -> (int) slot.article()).toList());
            fresh += slots.stream().filter(slot -> slot.rung() == Rung.FRESH).count() / (double) slots.size();
            hits += log.next.getOrDefault(reader, List.of()).stream()
                            .filter(page::contains)
                            .count()
                    / (double) NEXT;
            if (reader <= 100) {
                pages.add(page);
            }
        }
        Measured measured = new Measured(hits / READERS, overlap(pages), fresh / READERS);
        assertThat(measured.overlap).isLessThan(0.5);
        assertThat(measured.fresh).isLessThan(0.2);
        return measured;
    }

    private static double overlap(List<Set<Integer>> pages) {
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < pages.size(); i++) {
            for (int j = 0; j < i; j++) {
                Set<Integer> common = new HashSet<>(pages.get(i));
                common.retainAll(pages.get(j));
                sum += common.size() / (double) pages.get(i).size();
                pairs++;
            }
        }
        return sum / pairs;
    }
}
