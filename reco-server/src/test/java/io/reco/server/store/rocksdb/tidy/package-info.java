/** Tests of what is removed. */
@NullMarked
package io.reco.server.store.rocksdb.tidy;

import org.jspecify.annotations.NullMarked;
