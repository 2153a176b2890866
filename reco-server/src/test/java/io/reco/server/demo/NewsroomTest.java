package io.reco.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.store.Store;
import io.reco.server.store.memory.MemoryStore;

class NewsroomTest {

    private static final long NOW_MS = 1_800_000_000_000L;
    private static final Newsroom NEWSROOM = Newsroom.of(1, NOW_MS);

    @Test
    void oneSeedMakesOneNewsroom() {
        Newsroom again = Newsroom.of(1, NOW_MS);
        Newsroom other = Newsroom.of(2, NOW_MS);

        assertThat(again.articles()).isEqualTo(NEWSROOM.articles());
        assertThat(again.events()).isEqualTo(NEWSROOM.events());
        assertThat(other.events()).isNotEqualTo(NEWSROOM.events());
    }

    @Test
    void anHourLaterTheSameEventsHaveTheSameIds() {
        long hourMs = Duration.ofHours(1).toMillis();

        List<Event> later = Newsroom.of(1, NOW_MS + hourMs).events();

        assertThat(later)
                .isEqualTo(NEWSROOM.events().stream()
                        .map(e -> new Event(e.id(), e.reader(), e.article(), e.type(), e.timeMs() + hourMs, 0))
                        .toList());
    }

    @Test
    void itHoldsWhatItPromises() {
        assertThat(NEWSROOM.articles()).hasSize(600);
        assertThat(NEWSROOM.articles().stream().map(Article::id).distinct()).hasSize(600);
        assertThat(NEWSROOM.articles().stream().map(Article::title).distinct()).hasSize(600);
        assertThat(NEWSROOM.articles())
                .allMatch(a -> a.publishMs() <= NOW_MS && !a.summary().isEmpty());
        assertThat(NEWSROOM.events()).hasSize(50_000);
        assertThat(NEWSROOM.events().stream().map(Event::id).distinct()).hasSize(50_000);
        assertThat(NEWSROOM.events().stream()
                        .mapToInt(event -> Integer.parseInt(event.reader()))
                        .distinct())
                .hasSize(1_000)
                .allMatch(reader -> reader >= 1 && reader <= 1_000);
    }

    @Test
    void nobodyReadsAnArticleBeforeItIsPublishedNorInTheFutureNorTwice() {
        Set<List<String>> views = new HashSet<>();
        for (Event event : NEWSROOM.events()) {
            Article article = NEWSROOM.articles().get(Integer.parseInt(event.article()) - 1);
            assertThat(article.id()).isEqualTo(event.article());
            assertThat(event.timeMs()).isBetween(article.publishMs(), NOW_MS);
            if (event.type() == EventType.VIEW) {
                assertThat(views.add(List.of(event.reader(), event.article()))).isTrue();
            }
        }
    }

    @Test
    void readersReadTheirOwnTopics() {
        int own = 0;
        int views = 0;
        for (Event event : NEWSROOM.events()) {
            if (event.type() == EventType.VIEW) {
                views++;
                String topic = NEWSROOM.articles()
                        .get(Integer.parseInt(event.article()) - 1)
                        .topics()
                        .get(0);
                own += NEWSROOM.tasteOf(Integer.parseInt(event.reader())).contains(topic) ? 1 : 0;
            }
        }

        assertThat((double) own / views).isGreaterThan(0.85);
    }

    @Test
    void everyReaderLeavesHalfOfTheirTopicsToRecommend() {
        Map<String, Integer> published = new HashMap<>();
        NEWSROOM.articles().forEach(a -> published.merge(a.topics().get(0), 1, Integer::sum));
        record Desk(String reader, String topic) {}
        Map<Desk, Integer> viewed = new HashMap<>();
        for (Event event : NEWSROOM.events()) {
            if (event.type() == EventType.VIEW) {
                String topic = NEWSROOM.articles()
                        .get(Integer.parseInt(event.article()) - 1)
                        .topics()
                        .get(0);
                viewed.merge(new Desk(event.reader(), topic), 1, Integer::sum);
            }
        }

        assertThat(viewed)
                .allSatisfy((desk, count) ->
                        assertThat(count).isLessThanOrEqualTo(published.getOrDefault(desk.topic(), 0) / 2));
    }

    @Test
    void mostEventsAreViewsAndFewArticlesDrawMany() {
        Map<EventType, Integer> types = new TreeMap<>();
        int[] views = new int[Newsroom.ARTICLES + 1];
        for (Event event : NEWSROOM.events()) {
            types.merge(event.type(), 1, Integer::sum);
            if (event.type() == EventType.VIEW) {
                views[Integer.parseInt(event.article())]++;
            }
        }
        Arrays.sort(views);
        long top = Arrays.stream(views, 540, 601).sum();

        int allViews = types.getOrDefault(EventType.VIEW, 0);
        assertThat(allViews).isBetween(25_000, 40_000);
        assertThat(types)
                .containsKeys(
                        EventType.READ,
                        EventType.LIKE,
                        EventType.BOOKMARK,
                        EventType.SHARE,
                        EventType.COMMENT,
                        EventType.DISLIKE);
        assertThat(top).isGreaterThan(allViews / 4);
    }

    @Test
    void whatIsNoFillIsLeftAloneAndAFillIsMadeOnce() {
        try (Store whole = MemoryStore.open(Clock.systemUTC());
                Store other = MemoryStore.open(Clock.systemUTC())) {
            DemoContent.fill(whole, 1, NOW_MS);
            var unused = other.facts().append(NEWSROOM.events().subList(5, 10)).join();

            DemoContent.fill(other, 1, NOW_MS);
            DemoContent.fill(whole, 1, NOW_MS + 20_000);

            assertThat(whole.facts().newest().sum()).isEqualTo(Newsroom.ARTICLES + Newsroom.EVENTS);
            assertThat(other.facts().newest().sum()).isEqualTo(5);
            assertThat(other.articles().list("", 10).join()).isEmpty();
        }
    }
}
