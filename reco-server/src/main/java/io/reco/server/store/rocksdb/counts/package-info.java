/** Counts of events, by article. */
@NullMarked
package io.reco.server.store.rocksdb.counts;

import org.jspecify.annotations.NullMarked;
