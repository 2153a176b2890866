/** The store on RocksDB, against the contracts and its own promises. */
@NullMarked
package io.reco.server.store.rocksdb;

import org.jspecify.annotations.NullMarked;
