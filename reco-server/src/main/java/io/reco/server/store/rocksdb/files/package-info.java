/** RocksDB's files as they are on disk: whether they are whole, without opening what they hold. */
@NullMarked
package io.reco.server.store.rocksdb.files;

import org.jspecify.annotations.NullMarked;
