package io.reco.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.reco.server.domain.Article;
import io.reco.server.domain.Fact;

/** Promises of {@link ArticleStore}. */
public abstract class ArticleStoreContract extends StoreContract {

    private static Fact.ArticleUpserted upserted(int id) {
        return new Fact.ArticleUpserted(Article.bare(id).publishedAt(id));
    }

    @Test
    void articlesComeInTheOrderAskedForWithoutTheMissingOnes() {
        append(upserted(1), upserted(2), upserted(3));

        assertThat(store.articles().get(List.of(3, 9, 1)))
                .extracting(Article::id)
                .containsExactly(3, 1);
        assertThat(store.articles().get(List.of())).isEmpty();
    }

    @Test
    void anArticleIsKeptWithAllItsFields() {
        Article full = new Article(8, "t", "s", "u", "w", List.of("x", "y"), "de", T0, Article.NEVER, true);

        append(new Fact.ArticleUpserted(Article.bare(8)), new Fact.ArticleUpserted(full));

        assertThat(store.articles().get(List.of(8))).containsExactly(full);
    }

    @Test
    void aDeletedArticleIsGone() {
        append(upserted(1), upserted(2));

        append(new Fact.ArticleDeleted(1));

        assertThat(store.articles().get(List.of(1, 2))).extracting(Article::id).containsExactly(2);
        assertThat(store.articles().list(0, 10)).extracting(Article::id).containsExactly(2);
    }

    @Test
    void aListIsInOrderOfIdsWhateverTheirSize() {
        List<Integer> ids = List.of(70_000, 255, 256, 1, Integer.MAX_VALUE, 65_536);
        for (int id : ids) {
            append(upserted(id));
        }

        List<Integer> listed = new ArrayList<>();
        int after = 0;
        List<Article> some = store.articles().list(after, 2);
        while (!some.isEmpty()) {
            assertThat(some).hasSizeLessThanOrEqualTo(2);
            some.forEach(article -> listed.add(article.id()));
            after = listed.get(listed.size() - 1);
            some = store.articles().list(after, 2);
        }

        assertThat(listed).containsExactly(1, 255, 256, 65_536, 70_000, Integer.MAX_VALUE);
        assertThat(store.articles().list(256, 2)).extracting(Article::id).containsExactly(65_536, 70_000);
    }
}
