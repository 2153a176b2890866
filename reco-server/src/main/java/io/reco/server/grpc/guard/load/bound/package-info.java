/** The rules of how much is enough: calls, by how late they begin, and bytes, by who has them. */
@NullMarked
package io.reco.server.grpc.guard.load.bound;

import org.jspecify.annotations.NullMarked;
