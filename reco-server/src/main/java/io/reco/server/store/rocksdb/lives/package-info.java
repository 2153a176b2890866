/** Erasures and merges of readers: how they are done, and what is remembered of them. */
@NullMarked
package io.reco.server.store.rocksdb.lives;

import org.jspecify.annotations.NullMarked;
