/** All access to RocksDB. */
@NullMarked
package io.reco.server.store.rocksdb.db;

import org.jspecify.annotations.NullMarked;
