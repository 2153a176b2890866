/** Writes what the log has into files, so that the cluster need not keep it. */
@NullMarked
package io.reco.server.store.valkey.archive;

import org.jspecify.annotations.NullMarked;
