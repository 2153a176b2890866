package io.reco.server.store;

import io.reco.server.domain.IdKeys;
import io.reco.server.store.article.ArticleStore;
import io.reco.server.store.count.CountStore;
import io.reco.server.store.life.ReaderLives;
import io.reco.server.store.log.FactLog;
import io.reco.server.store.reader.ReaderStore;
import io.reco.server.store.snapshot.SnapshotStore;
import io.reco.server.store.trouble.Troubles;

/** Everything durable, opened and closed as one. Safe for use by many threads. */
public interface Store extends AutoCloseable {

    FactLog facts();

    ArticleStore articles();

    ReaderStore readers();

    /** What is done to readers as a whole. */
    ReaderLives lives();

    CountStore counts();

    SnapshotStore snapshots();

    SecretStore secrets();

    /** All that follows from the log, as of now. */
    Scan scan();

    /**
     * All of it as it is now, to be copied while the store goes on; one at a time.
     *
     * @throws io.reco.server.domain.refusal.Refusal when there is another one, no room, or no such thing in this store
     */
    Backup backup();

    /** What operators look at. */
    StoreStatus status();

    /** What keeps it from its work while it is open. */
    Troubles troubles();

    /**
     * Whether this process does now, for all that share the store, what one of them does: snapshots of the models, and removal of
     * what is old. Always where nobody shares it; changes when the one that did it is gone.
     */
    default boolean isKeeper() {
        return true;
    }

    /** The keys that ids have in this store's records, the same for good. */
    IdKeys ids();

    /** Flushes and releases everything; appends under way complete or fail first. Idempotent. */
    @Override
    void close();
}
