/** Calls as JSON, by Connect's unary protocol, through the same services as those of gRPC. */
@NullMarked
package io.reco.server.http.call;

import org.jspecify.annotations.NullMarked;
