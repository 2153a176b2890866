/** How a call ends: once, and with a status, of which one table from reasons tells. */
@NullMarked
package io.reco.server.grpc.status;

import org.jspecify.annotations.NullMarked;
