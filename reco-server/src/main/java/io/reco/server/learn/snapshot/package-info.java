/** Snapshots of what was learned: written while the server serves, and read at a start. */
@NullMarked
package io.reco.server.learn.snapshot;

import org.jspecify.annotations.NullMarked;
