/** Readers' records in a cluster: what they did, stated and were served, and which of their events came before. */
@NullMarked
package io.reco.server.store.valkey.readers;

import org.jspecify.annotations.NullMarked;
