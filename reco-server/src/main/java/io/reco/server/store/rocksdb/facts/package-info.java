/** Facts as the log holds them. */
@NullMarked
package io.reco.server.store.rocksdb.facts;

import org.jspecify.annotations.NullMarked;
