/** Tests of snapshots. */
@NullMarked
package io.reco.server.store.snapshot;

import org.jspecify.annotations.NullMarked;
