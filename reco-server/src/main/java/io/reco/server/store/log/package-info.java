/** Accepted facts in order: appended, and followed. */
@NullMarked
package io.reco.server.store.log;

import org.jspecify.annotations.NullMarked;
