package io.reco.server.console.screen;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.reco.api.v1.GetStatusResponse;
import io.reco.server.console.table.Amounts;
import io.reco.server.console.table.Moments;

/** What a server's status comes to. */
final class Tiles {

    private static final long LAG_MAX = 10_000;
    private static final long FREE_BYTES_MIN = 1L << 30;

    private Tiles() {}

    /** What the catalogue and its readers are doing. */
    static List<Tile> of(GetStatusResponse status, Instant now) {
        return List.of(
                Tile.plain("Articles", Amounts.count(status.getArticleCount()), "live, or scheduled"),
                Tile.plain("Readers", Amounts.count(status.getReaderCount()), "known to the models"),
                pages(status),
                lag(status),
                model(status, now),
                store(status));
    }

    private static Tile pages(GetStatusResponse status) {
        long pages = status.getPages().getPageCount();
        long degraded = status.getPages().getDegradedCount();
        String hint = degraded == 0
                ? "since the start"
                : "since the start, of which degraded: " + Amounts.percent(degraded, pages);
        return new Tile("Pages", Amounts.count(pages), hint, degraded * 100 > pages ? "warn" : "plain");
    }

    private static Tile lag(GetStatusResponse status) {
        long lag = status.getLog().getNewestPosition() - status.getLog().getFollowedPosition();
        String hint = "of " + Amounts.count(status.getLog().getNewestPosition()) + " facts not yet in the models";
        return new Tile("Log lag", Amounts.count(Math.max(0, lag)), hint, lag > LAG_MAX ? "warn" : "good");
    }

    private static Tile model(GetStatusResponse status, Instant now) {
        if (!status.getModel().hasLearnTime()) {
            return Tile.plain("Learned", "not yet", "live models serve meanwhile");
        }
        Instant learned = Moments.of(status.getModel().getLearnTime());
        return Tile.plain("Learned", Moments.relative(learned, now), "in the background, from all readers");
    }

    private static Tile store(GetStatusResponse status) {
        long free = status.getStore().getFreeBytes();
        long used = status.getStore().getSizeBytes();
        String hint = used == 0 ? "where the store lives" : "beside a store of " + Amounts.bytes(used);
        return free == 0
                ? Tile.plain("Store", used == 0 ? "not known" : Amounts.bytes(used), "how large it is")
                : new Tile("Disk free", Amounts.bytes(free), hint, free < FREE_BYTES_MIN ? "bad" : "good");
    }

    /** How long a server has been up. */
    static String uptime(GetStatusResponse status, Instant now) {
        return Moments.length(Duration.between(Moments.of(status.getStartTime()), now));
    }
}
