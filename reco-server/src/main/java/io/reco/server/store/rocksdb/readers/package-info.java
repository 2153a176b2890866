/** One record a reader: what they did, and their pages. */
@NullMarked
package io.reco.server.store.rocksdb.readers;

import org.jspecify.annotations.NullMarked;
