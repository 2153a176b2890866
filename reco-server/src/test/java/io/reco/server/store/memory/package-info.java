/** The store in memory, against the contracts. */
@NullMarked
package io.reco.server.store.memory;

import org.jspecify.annotations.NullMarked;
