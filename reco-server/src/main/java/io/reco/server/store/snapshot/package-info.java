/** Snapshots of the models: caches, which the log may lose facts behind. */
@NullMarked
package io.reco.server.store.snapshot;

import org.jspecify.annotations.NullMarked;
