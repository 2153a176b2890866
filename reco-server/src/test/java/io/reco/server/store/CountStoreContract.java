package io.reco.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import io.reco.server.domain.Actions;
import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.store.article.ArticleRecord;
import io.reco.server.store.count.CountStore;
import io.reco.server.store.count.Counts;

/** Promises of {@link CountStore} and of {@link Scan}. */
public abstract class CountStoreContract extends StoreContract {

    private Counts counts(String article) {
        return store.counts().get(List.of(article)).join().get(0);
    }

    private static Fact.ArticleUpserted upserted(String id, long createMs, boolean successor) {
        return new Fact.ArticleUpserted(Article.bare(id).publishedAt(T0), createMs, successor);
    }

    @Test
    void everyAcceptedEventCountsOnceByItsType() {
        List<Event> events = new ArrayList<>();
        for (EventType type : EventType.values()) {
            for (int i = 0; i < type.code(); i++) {
                events.add(event("e" + type + i, 3, 4, type));
            }
        }
        append(events.toArray(Fact[]::new));
        append(events.toArray(Fact[]::new));

        for (EventType type : EventType.values()) {
            assertThat(counts("4").of(type)).as(type.name()).isEqualTo(type.code());
        }
        assertThat(store.counts().upTo()).isEqualTo(store.facts().newest());
    }

    @Test
    void countsAreAnsweredInTheOrderAskedForAndAreZeroWithoutEvents() {
        append(view("a", 1, 10), view("b", 1, 10), view("c", 2, 11));

        assertThat(store.counts().get(List.of("11", "12", "10", "11")).join())
                .containsExactly(views(1), Counts.NONE, views(2), views(1));
        assertThat(store.counts().get(List.of()).join()).isEmpty();
    }

    private static Counts views(long count) {
        return Counts.NONE.with(EventType.VIEW, count);
    }

    @Test
    void eventsOfAnArticleThatComesLaterAreCounted() {
        append(view("a", 1, 10));
        append(upserted("10", T0, false), view("b", 1, 10));

        assertThat(counts("10")).isEqualTo(views(2));
    }

    @Test
    void changesOfAnArticleAndItsDeletionLeaveItsCounts() {
        append(upserted("10", T0, false), view("a", 1, 10));
        append(upserted("10", T0, false));
        append(new Fact.ArticleDeleted("10"));
        append(view("b", 1, 10));

        assertThat(counts("10")).isEqualTo(views(2));
    }

    @Test
    void whatWasAcceptedBeforeAnIdsSecondUseIsTheOldArticlesWhateverItsTime() {
        append(upserted("10", T0, false), view("a", 1, 10), view("x", 1, 1010));
        append(new Fact.ArticleDeleted("10"));
        clock.move(Duration.ofDays(2));
        long secondMs = clock.millis();

        append(upserted("10", secondMs, true));
        append(late("c"));
        append(upserted("10", secondMs, true), late("d"));

        assertThat(counts("10")).isEqualTo(views(2));
        assertThat(counts("1010")).isEqualTo(views(1));
        append(upserted("10", secondMs + 1, true));
        assertThat(counts("10")).isEqualTo(Counts.NONE);
    }

    /** Of before the second use. */
    private static Event late(String id) {
        return new Event(id, "2", "10", EventType.VIEW, T0 + 1, 0);
    }

    @Test
    void aScanShowsAllThatFollowsFromTheLogAsOfItsPlace() {
        Article listed = Article.bare("7").publishedAt(T0);
        append(
                new Fact.ArticleUpserted(listed, T0, false),
                upserted("abc", T0, true),
                view("a", 1, 7),
                view("b", 2, 7));
        append(new Fact.ArticleDeleted("abc"), event("c", 1, 8, EventType.HIDE));
        try (Scan scan = store.scan()) {
            assertThat(scan.at()).isEqualTo(store.facts().newest());
            append(view("d", 1, 7), view("e", 3, 9));

            Map<String, ArticleRecord> articles = new TreeMap<>();
            scan.articles(record -> articles.put(record.article().id(), record));
            Map<String, Counts> counts = new TreeMap<>();
            scan.counts(counts::put);
            Map<String, Actions> readers = new TreeMap<>();
            scan.readers((reader, actions, preferences) -> readers.put(reader, actions));

            assertThat(articles)
                    .containsOnlyKeys("7", "abc")
                    .containsEntry("7", new ArticleRecord(listed, T0, T0, false, ArticleRecord.LISTED))
                    .containsEntry(
                            "abc", new ArticleRecord(Article.bare("abc").publishedAt(T0), T0, 0, true, clock.millis()));
            assertThat(counts)
                    .containsOnlyKeys("7", "8")
                    .containsEntry("7", views(2))
                    .containsEntry("8", Counts.NONE.with(EventType.HIDE, 1));
            assertThat(readers).containsOnlyKeys("1", "2");
            assertThat(Did.all(Objects.requireNonNull(readers.get("1"))))
                    .extracting(Did::article)
                    .containsExactlyInAnyOrder(7L, 8L);
        }
    }

    @Test
    void aScanOfManyShowsEachOnce() {
        List<Event> events = new ArrayList<>();
        for (int i = 1; i <= 10_000; i++) {
            events.add(view("e" + i, i, i));
        }
        appendAll(events);

        List<String> articles = new ArrayList<>();
        List<String> readers = new ArrayList<>();
        try (Scan scan = store.scan()) {
            scan.counts((article, counts) -> articles.add(article));
            scan.readers((reader, actions, preferences) -> readers.add(reader));
        }

        assertThat(articles).hasSize(10_000).doesNotHaveDuplicates();
        assertThat(readers).hasSize(10_000).doesNotHaveDuplicates();
    }

    @Test
    void aRetractionCountsAsNothingAndTakesNothingFromTheCounts() {
        append(event("a", 1, 10, EventType.LIKE), event("b", 2, 10, EventType.LIKE));
        append(event("c", 1, 10, EventType.LIKE).retraction());
        append(event("d", 3, 11, EventType.DISLIKE).retraction());

        List<Counts> counts = store.counts().get(List.of("10", "11")).join();
        assertThat(counts.get(0)).isEqualTo(Counts.NONE.with(EventType.LIKE, 2));
        assertThat(counts.get(1)).isEqualTo(Counts.NONE);
    }
}
