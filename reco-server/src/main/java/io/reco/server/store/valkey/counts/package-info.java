/** Counts in a cluster: what is written, and what the log has beyond it. */
@NullMarked
package io.reco.server.store.valkey.counts;

import org.jspecify.annotations.NullMarked;
