/** Threads with names, and waiting for their end. */
@NullMarked
package io.reco.server.threads;

import org.jspecify.annotations.NullMarked;
