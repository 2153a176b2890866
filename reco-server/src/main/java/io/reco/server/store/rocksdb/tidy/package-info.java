/** What keeps the store small while it is in use. */
@NullMarked
package io.reco.server.store.rocksdb.tidy;

import org.jspecify.annotations.NullMarked;
