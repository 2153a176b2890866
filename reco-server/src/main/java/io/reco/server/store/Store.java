package io.reco.server.store;

import io.reco.server.domain.IdKeys;
import io.reco.server.store.article.ArticleStore;
import io.reco.server.store.reader.ReaderStore;

/** Everything durable, opened and closed as one. Safe for use by many threads. */
public interface Store extends AutoCloseable {

    FactLog facts();

    ArticleStore articles();

    ReaderStore readers();

    SecretStore secrets();

    /** The keys that ids have in this store's records, the same for good. */
    IdKeys ids();

    /** Flushes and releases everything; appends under way complete or fail first. Idempotent. */
    @Override
    void close();
}
