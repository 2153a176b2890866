package io.reco.client.page;

import java.util.Objects;

import io.reco.client.catalog.ArticleDetails;
import io.reco.client.catalog.FoundArticles;

/**
 * A page together with the details of its articles.
 *
 * @param page what was recommended
 * @param details what the catalogue says about it; an article taken out a moment ago, or known only from events, is missing
 */
public record DetailedPage(Page page, FoundArticles details) {
    public DetailedPage {
        Objects.requireNonNull(page, "page");
        Objects.requireNonNull(details, "details");
    }

    /** The page as a short table, one article with its title a line. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(page.headline());
        for (int i = 0; i < page.articles().size(); i++) {
            RecommendedArticle article = page.articles().get(i);
            String title = details.find(article.id()).map(ArticleDetails::title).orElse("");
            text.append(String.format(
                    "%n%3d. article %s  (views %d, shares %d)  %s",
                    i + 1, article.id(), article.views(), article.shares(), title));
        }
        return text.toString();
    }
}
