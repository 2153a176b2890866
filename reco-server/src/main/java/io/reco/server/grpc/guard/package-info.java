/** What looks at calls before an endpoint does: limits, deadlines, bytes that no request can have. */
@NullMarked
package io.reco.server.grpc.guard;

import org.jspecify.annotations.NullMarked;
