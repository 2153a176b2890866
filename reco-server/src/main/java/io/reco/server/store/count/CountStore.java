package io.reco.server.store.count;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.reco.server.store.log.Positions;

/**
 * How many events of each type every article has, whether the catalogue holds it or not. Each fact counts once, whatever becomes
 * of the log and of snapshots.
 *
 * <p>Counts are of the article that has the id now, and go by acceptance: what was accepted before an id began to name another
 * article (see {@link io.reco.server.store.article.ArticleRecord#successor}) was the old one's, whose counts are gone; what was
 * accepted after it is the new one's, whenever it happened. In a store shared by several servers "after" is a matter of
 * milliseconds, and what another server has just appended counts within a second.
 */
public interface CountStore {

    /** The counts of these ids, in the order given; {@link Counts#NONE} for one without events. */
    CompletableFuture<List<Counts>> get(List<String> articles);

    /** How far the log has been counted: all facts up to this place, and none after it. */
    Positions upTo();
}
