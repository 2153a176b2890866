package io.reco.client.page;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.reco.client.Fallback;
import io.reco.client.feedback.Event;

/**
 * What one call recommended to one reader.
 *
 * @param reader who asked; empty for an anonymous reader
 * @param stamp the page's time, which names it among the reader's pages; {@link Instant#EPOCH} when there is no such page
 * @param exposureToken opaque token to send back with events ({@link Event#from(Page)}); empty when the page is empty or
 *     degraded
 * @param articles best first, no duplicates, at most as many as asked for
 * @param degraded true when no server answered in time and the client's {@link Fallback} made the page
 */
public record Page(
        String reader, Instant stamp, String exposureToken, List<RecommendedArticle> articles, boolean degraded) {
    public Page {
        Objects.requireNonNull(reader, "reader");
        Objects.requireNonNull(stamp, "stamp");
        Objects.requireNonNull(exposureToken, "exposureToken");
        articles = List.copyOf(articles);
    }

    /** The ids of the articles, best first. */
    public List<String> articleIds() {
        return articles.stream().map(RecommendedArticle::id).toList();
    }

    /** True at the end of the history, and for a reader whom nothing can be recommended to. */
    public boolean isEmpty() {
        return articles.isEmpty();
    }

    /**
     * What the token says about how the page was made, decoded on every call; empty for a page without token.
     *
     * @throws IllegalArgumentException if the token is none that a server of today makes
     */
    public Optional<Exposure> exposure() {
        return exposureToken.isEmpty() ? Optional.empty() : Optional.of(Exposure.decode(exposureToken));
    }

    /** The page as a short table, one article a line. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(headline());
        for (int i = 0; i < articles.size(); i++) {
            RecommendedArticle article = articles.get(i);
            text.append(String.format(
                    "%n%3d. article %s  (views %d, shares %d)",
                    i + 1, article.id(), article.views(), article.shares()));
        }
        return text.toString();
    }

    String headline() {
        String whose = reader.isEmpty() ? "anonymous reader" : "reader " + reader;
        if (degraded) {
            return "page for " + whose + " (degraded)";
        }
        return isEmpty() ? "no page for " + whose : "page for " + whose + " at " + stamp;
    }
}
