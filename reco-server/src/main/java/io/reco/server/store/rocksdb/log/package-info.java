/** The log of facts: the one thread that writes it, and how it is stored. */
@NullMarked
package io.reco.server.store.rocksdb.log;

import org.jspecify.annotations.NullMarked;
