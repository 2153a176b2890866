/** Which events came before. */
@NullMarked
package io.reco.server.store.rocksdb.ids;

import org.jspecify.annotations.NullMarked;
