/**
 * The embedded store, on RocksDB.
 *
 * <p>{@code LogWriter}, one thread, makes all facts durable: it takes the calls that wait, builds one atomic write of them
 * ({@code Group}) and flushes once. {@code RocksReaders} appends pages beside it. Nothing else writes to what they write.
 */
@NullMarked
package io.reco.server.store.rocksdb;

import org.jspecify.annotations.NullMarked;
