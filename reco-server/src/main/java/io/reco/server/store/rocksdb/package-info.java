/**
 * The embedded store, on RocksDB.
 *
 * <p>{@code LogWriter}, one thread, makes all facts durable: it takes the appends that wait as a group ({@code AppendGroup}),
 * writes them at once and flushes once. {@code RocksReaders} keeps pages beside it. Nothing else writes to what they write.
 */
@NullMarked
package io.reco.server.store.rocksdb;

import org.jspecify.annotations.NullMarked;
