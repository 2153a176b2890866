/** Files of a shared store's log: what is old enough is there alone, and the cluster has the rest. */
@NullMarked
package io.reco.server.store.valkey.segment;

import org.jspecify.annotations.NullMarked;
