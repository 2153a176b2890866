/** How a refusal is told: one table from reasons to statuses. */
@NullMarked
package io.reco.server.grpc.status;

import org.jspecify.annotations.NullMarked;
