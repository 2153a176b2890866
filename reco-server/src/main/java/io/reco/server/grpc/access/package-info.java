/** Lets calls in, or not: who makes them, and whether they may. */
@NullMarked
package io.reco.server.grpc.access;

import org.jspecify.annotations.NullMarked;
