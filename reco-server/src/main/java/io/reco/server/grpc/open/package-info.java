/** Calls that are under way, and their end when they wait for a caller who says nothing more. */
@NullMarked
package io.reco.server.grpc.open;

import org.jspecify.annotations.NullMarked;
