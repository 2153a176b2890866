/** Keeps callers within their quotas. */
@NullMarked
package io.reco.server.grpc.quota;

import org.jspecify.annotations.NullMarked;
