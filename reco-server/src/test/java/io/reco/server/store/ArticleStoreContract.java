package io.reco.server.store;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.reco.server.domain.Article;
import io.reco.server.domain.Fact;
import io.reco.server.store.article.ArticleChange;
import io.reco.server.store.article.ArticleRecord;
import io.reco.server.store.article.ArticleStore;
import io.reco.server.store.log.FactLog.Appended;
import io.reco.server.store.log.FactLog.Outcome;
import io.reco.server.store.log.Positions;

/** Promises of {@link ArticleStore}. */
public abstract class ArticleStoreContract extends StoreContract {

    private static Fact.ArticleUpserted upserted(int id) {
        return new Fact.ArticleUpserted(Article.bare(Integer.toString(id)).publishedAt(id));
    }

    @Test
    void articlesComeInTheOrderAskedForWithoutTheMissingOnes() {
        append(upserted(1), upserted(2), upserted(3));

        assertThat(store.articles().get(List.of("3", "9", "1")).join())
                .extracting(ArticleRecord::id)
                .containsExactly("3", "1");
        assertThat(store.articles().get(List.of()).join()).isEmpty();
    }

    @Test
    void anArticleIsKeptWithAllItsFields() {
        Map<String, String> attributes = Map.of("image", "https://example.org/8.png", "a", "", "z", "ü\uD83C\uDF0A");
        Article full =
                new Article("8", "t", "s", "u", "w", List.of("x", "y"), "de", T0, Article.NEVER, true, attributes);
        append(new Fact.ArticleUpserted(Article.bare("8")));
        clock.move(Duration.ofHours(1));

        append(new Fact.ArticleUpserted(full, 88, true));

        ArticleRecord kept = new ArticleRecord(full, 88, clock.millis(), true, ArticleRecord.LISTED);
        assertThat(store.articles().get(List.of("8")).join()).containsExactly(kept);
        assertThat(store.articles().list("", 10).join()).containsExactly(kept);
        assertThat(log()).endsWith(new Fact.ArticleUpserted(full, 88, true));
        assertThat(kept.article().attributes().keySet()).containsExactly("a", "image", "z");
    }

    @Test
    void aDeletedArticleIsGone() {
        append(upserted(1), upserted(2));

        append(new Fact.ArticleDeleted("1"));

        assertThat(store.articles().get(List.of("1", "2")).join())
                .extracting(ArticleRecord::id)
                .containsExactly("2");
        assertThat(store.articles().list("", 10).join())
                .extracting(ArticleRecord::id)
                .containsExactly("2");
    }

    @Test
    void aListIsInOrderOfTheIdsBytes() {
        List<String> ids = new ArrayList<>(
                List.of("!", "007", "10", "7", "70", "A", "a", "a!", "a-7", "a7", "~", "~".repeat(128)));
        List<String> shuffled = new ArrayList<>(ids);
        Collections.shuffle(shuffled, new Random(1));
        for (String id : shuffled) {
            append(new Fact.ArticleUpserted(Article.bare(id).publishedAt(T0)));
        }

        List<String> listed = new ArrayList<>();
        String after = "";
        List<ArticleRecord> some = store.articles().list(after, 2).join();
        while (!some.isEmpty()) {
            assertThat(some).hasSizeLessThanOrEqualTo(2);
            some.forEach(article -> listed.add(article.id()));
            after = listed.get(listed.size() - 1);
            some = store.articles().list(after, 2).join();
        }

        assertThat(listed).isEqualTo(ids);
        assertThat(store.articles().list("a", 2).join())
                .extracting(ArticleRecord::id)
                .containsExactly("a!", "a-7");
        assertThat(store.articles().list("b", 2).join())
                .extracting(ArticleRecord::id)
                .startsWith("~");
    }

    /** What a change was shown, and when. */
    private final List<ArticleRecord> shown = new ArrayList<>();

    /** Appends what {@code decision} makes of the record. */
    private ArticleChange change(String id, Function<ArticleRecord, Fact> decision) {
        return new ArticleChange() {
            @Override
            public String article() {
                return id;
            }

            @Override
            public @Nullable Fact decide(@Nullable ArticleRecord record, long nowMs) {
                shown.add(record);
                assertThat(nowMs).isEqualTo(clock.millis());
                return decision.apply(record);
            }
        };
    }

    @Test
    void aChangeSeesWhatTheChangeBeforeItMadeInTheSameCallToo() {
        Fact.ArticleUpserted first = new Fact.ArticleUpserted(Article.bare("5").publishedAt(77), 88, true);
        Fact.ArticleUpserted second = new Fact.ArticleUpserted(Article.bare("5").publishedAt(78), 88, true);

        assertThat(change(change("5", none -> first), change("5", record -> second))
                        .outcomes())
                .containsExactly(Outcome.APPENDED, Outcome.APPENDED);
        change(change("5", record -> new Fact.ArticleDeleted("5")));

        assertThat(shown)
                .containsExactly(
                        null,
                        new ArticleRecord(first.article(), 88, T0, true, ArticleRecord.LISTED),
                        new ArticleRecord(second.article(), 88, T0, true, ArticleRecord.LISTED));
        assertThat(log()).containsExactly(first, second, new Fact.ArticleDeleted("5"));
    }

    @Test
    void aChangeThatChangesNothingLeavesNoFact() {
        Positions newest = append(upserted(1)).upTo();

        Appended appended = change(change("1", record -> null), change("2", record -> null));

        assertThat(appended).isEqualTo(new Appended(newest, List.of(Outcome.UNCHANGED, Outcome.UNCHANGED)));
        assertThat(store.facts().newest()).isEqualTo(newest);
    }

    @Test
    void aDeletedArticleLeavesATombstoneThatSaysWhenAndNoText() {
        append(new Fact.ArticleUpserted(
                new Article("5", "t", "s", "u", "w", List.of("x"), "de", 77, Article.NEVER, true), 88, true));
        append(new Fact.ArticleDeleted("5"));
        clock.move(Duration.ofDays(400));

        change(change("5", record -> null));

        assertThat(shown).containsExactly(new ArticleRecord(Article.bare("5").publishedAt(77), 88, 0, true, T0));
        assertThat(store.articles().deleted(List.of("4", "5", "6")).join()).containsExactly("5");
        append(upserted(5));
        assertThat(store.articles().deleted(List.of("4", "5", "6")).join()).isEmpty();
        assertThat(store.articles().list("", 10).join())
                .extracting(ArticleRecord::id)
                .containsExactly("5");
    }

    @Test
    void ofManyChangesOfOneArticleAtTheSameTimeNoneIsLost() throws Exception {
        int threadCount = 8;
        int each = 50;
        append(new Fact.ArticleUpserted(Article.bare("5").publishedAt(0)));
        ExecutorService threads = Executors.newFixedThreadPool(threadCount);
        List<Future<?>> done = new ArrayList<>();
        try {
            for (int t = 0; t < threadCount; t++) {
                done.add(threads.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        change(change(
                                "5",
                                record -> new Fact.ArticleUpserted(Article.bare("5")
                                        .publishedAt(record.article().publishMs() + 1))));
                    }
                }));
            }
            for (Future<?> thread : done) {
                thread.get(50, SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(store.articles().get(List.of("5")).join().get(0).article().publishMs())
                .isEqualTo((long) threadCount * each);
    }
}
