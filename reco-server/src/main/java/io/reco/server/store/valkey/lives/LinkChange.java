package io.reco.server.store.valkey.lives;

import io.reco.server.store.stored.StoredLinks;

/** What links become, by what they are. */
@FunctionalInterface
interface LinkChange {

    StoredLinks apply(Links links);
}
