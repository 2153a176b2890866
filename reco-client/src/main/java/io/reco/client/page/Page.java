package io.reco.client.page;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.reco.client.catalog.ArticleDetails;
import io.reco.client.feedback.Event;

/**
 * What one call recommended to one reader.
 *
 * @param reader who asked; empty for an anonymous reader
 * @param placement where it is shown; empty for the feed of the original contract
 * @param stamp the page's time, which names it among the reader's pages of this placement; {@link Instant#EPOCH} when no such
 *     page is kept: at the end of the history, for related articles, and for a page of the {@link io.reco.client.Fallback}
 * @param exposureToken opaque token to send back with events ({@link Event#from(Page)}); empty when the page is empty, a look
 *     or made by the {@link io.reco.client.Fallback}
 * @param articles best first, no duplicates, at most as many as asked for
 * @param degraded true when less than the whole pipeline made it, for want of time or disk, or the client's {@link
 *     io.reco.client.Fallback} did
 * @param absences of the articles of {@link PageRequest#explainArticles()} those that are not on the page, in the order asked
 */
public record Page(
        String reader,
        String placement,
        Instant stamp,
        String exposureToken,
        List<RecommendedArticle> articles,
        boolean degraded,
        List<Absence> absences) {
    public Page {
        Objects.requireNonNull(reader, "reader");
        Objects.requireNonNull(placement, "placement");
        Objects.requireNonNull(stamp, "stamp");
        Objects.requireNonNull(exposureToken, "exposureToken");
        articles = List.copyOf(articles);
        absences = List.copyOf(absences);
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

    /** The page as a short table, one article a line, with its title where the page has that. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(headline());
        for (int i = 0; i < articles.size(); i++) {
            RecommendedArticle article = articles.get(i);
            text.append(String.format(
                    "%n%3d. article %s  (views %d, shares %d)",
                    i + 1, article.id(), article.views(), article.shares()));
            article.details()
                    .map(ArticleDetails::title)
                    .filter(title -> !title.isEmpty())
                    .ifPresent(title -> text.append("  ").append(title));
        }
        return text.toString();
    }

    String headline() {
        String whose = reader.isEmpty() ? "anonymous reader" : "reader " + reader;
        String what = placement.isEmpty() ? "page" : "page of " + placement;
        String when = stamp.equals(Instant.EPOCH) ? "" : " at " + stamp;
        return isEmpty() && !degraded
                ? "no " + what + " for " + whose
                : what + " for " + whose + when + (degraded ? " (degraded)" : "");
    }
}
