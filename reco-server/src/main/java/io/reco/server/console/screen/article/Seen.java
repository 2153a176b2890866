package io.reco.server.console.screen.article;

import java.time.Instant;
import java.util.List;

import io.reco.api.v1.Article;
import io.reco.server.console.screen.Tile;
import io.reco.server.console.table.Amounts;
import io.reco.server.console.table.Cell;
import io.reco.server.console.table.Moments;

/**
 * An article as its page shows it.
 *
 * @param article as the catalogue has it
 * @param state what it is now
 * @param published for people
 * @param publishTime for a form's field
 * @param expireTime the same; empty for never
 * @param tiles what readers did; none where who looks is not told
 * @param link its address on the web, where that may be followed; empty else
 */
public record Seen(
        Article article,
        Cell.Badge state,
        Cell published,
        String publishTime,
        String expireTime,
        List<Tile> tiles,
        String link) {

    public Seen {
        tiles = List.copyOf(tiles);
    }

    static Seen of(Article article, Instant now, boolean liveOnly) {
        Instant published = Moments.of(article.getPublishTime());
        String link = article.getUrl().matches("(?i)https?://.*") ? article.getUrl() : "";
        return new Seen(
                article,
                ArticleState.of(article, now),
                Cell.time(published, now),
                Moments.field(published),
                article.hasExpireTime() ? Moments.field(Moments.of(article.getExpireTime())) : "",
                liveOnly ? List.of() : tiles(article),
                link);
    }

    private static List<Tile> tiles(Article article) {
        long views = article.getStats().getViews();
        long exposes = article.getStats().getExposes();
        return List.of(
                tile("Exposed", exposes, "really seen on a screen"),
                tile("Views", views, exposes == 0 ? "opened" : "opened: " + Amounts.percent(views, exposes)),
                tile("Likes", article.getStats().getLikes(), ""),
                tile("Shares", article.getStats().getShares(), ""),
                tile("Readers", article.getStats().getReaders(), "about, as this server knows"));
    }

    private static Tile tile(String label, long count, String hint) {
        return new Tile(label, Amounts.count(count), hint, "plain");
    }

    /** The topics for a form's field. */
    public String topics() {
        return String.join(", ", article.getTopicsList());
    }
}
