package io.reco.server;

import static io.reco.server.RunningServer.ids;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.v1.EventType;
import io.reco.server.demo.Newsroom;
import io.reco.server.domain.Event;

/** Different readers get different articles, and what they just did counts at once. */
class PersonalPagesTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final int PAGE = 10;

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock(START);

    @Test
    void demoReadersGetPagesOfTheirOwnTopics() throws IOException {
        Newsroom newsroom = Newsroom.of(RecoServer.DEMO_SEED, START.toEpochMilli());
        try (RunningServer server = RunningServer.start(data, clock, Map.of(Settings.DEMO, "true"))) {
            List<Set<Integer>> pages = new ArrayList<>();
            int own = 0;
            int ownOfPopular = 0;
            for (int reader = 1; reader <= 100; reader++) {
                List<Integer> page = ids(server.page(reader, PAGE, 0));
                pages.add(new HashSet<>(page));
                own += ofTheirTopics(newsroom, reader, page);
                ownOfPopular += ofTheirTopics(newsroom, reader, mostViewedUnseen(newsroom, reader));
            }

            assertThat(meanOverlap(pages))
                    .as("mean overlap of two readers' first pages")
                    .isLessThan(0.5);
            assertThat((double) own / ownOfPopular)
                    .as("articles of the readers' own topics, against popularity alone")
                    .isGreaterThan(2);
        }
    }

    @Test
    void afterViewsOfOneTopicTheVeryNextPageIsOfThatTopic() throws IOException {
        try (RunningServer server = RunningServer.start(data, clock)) {
            server.upsert(1, 100, START, "sea");
            server.upsert(101, 200, START, "moon");
            server.upsert(201, 300, START, "wind");
            // Others read within one topic each, so that its articles are each other's neighbours.
            for (int reader = 1_000; reader < 1_060; reader++) {
                int first = 1 + 100 * (reader % 3) + reader % 20;
                List<Integer> read = new ArrayList<>();
                for (int i = 0; i < 12; i++) {
                    read.add(first + i * 3);
                }
                server.report(reader, EventType.EVENT_TYPE_VIEW, read);
            }
            int before = moon(ids(server.page(5, PAGE, 0)));

            server.report(5, EventType.EVENT_TYPE_VIEW, List.of(110, 113, 116));
            int after = moon(ids(server.page(5, PAGE, 0)));

            assertThat(before).isLessThanOrEqualTo(4);
            // No page is of one topic only, however much a reader reads of it.
            assertThat(after).isGreaterThanOrEqualTo(7);
        }
    }

    private static int moon(List<Integer> page) {
        return (int) page.stream().filter(id -> id > 100 && id <= 200).count();
    }

    private static int ofTheirTopics(Newsroom newsroom, int reader, List<Integer> page) {
        List<String> taste = newsroom.tasteOf(reader);
        return (int) newsroom.articles().stream()
                .filter(article -> page.contains(Integer.valueOf(article.id())))
                .filter(article -> article.topics().stream().anyMatch(taste::contains))
                .count();
    }

    /** What popularity alone would serve: the most viewed articles that the reader has not viewed. */
    private static List<Integer> mostViewedUnseen(Newsroom newsroom, int reader) {
        Map<Integer, Integer> views = new HashMap<>();
        Set<Integer> seen = new HashSet<>();
        for (Event event : newsroom.events()) {
            views.merge(Integer.valueOf(event.article()), 1, Integer::sum);
            if (event.reader().equals(Integer.toString(reader))) {
                seen.add(Integer.valueOf(event.article()));
            }
        }
        return views.entrySet().stream()
                .filter(entry -> !seen.contains(entry.getKey()))
                .sorted(Comparator.comparing((Map.Entry<Integer, Integer> entry) -> -entry.getValue())
                        .thenComparing(Map.Entry::getKey))
                .limit(PAGE)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Mean, over all pairs, of the share of one page that is in the other. */
    private static double meanOverlap(List<Set<Integer>> pages) {
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < pages.size(); i++) {
            for (int j = i + 1; j < pages.size(); j++) {
                Set<Integer> both = new HashSet<>(pages.get(i));
                both.retainAll(pages.get(j));
                sum += (double) both.size() / PAGE;
                pairs++;
            }
        }
        return sum / pairs;
    }
}
