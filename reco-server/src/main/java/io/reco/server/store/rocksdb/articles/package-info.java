/** The catalogue by id. */
@NullMarked
package io.reco.server.store.rocksdb.articles;

import org.jspecify.annotations.NullMarked;
