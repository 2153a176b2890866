/** Bytes that no client library sends: they are refused for what they are, and never answered as if the server were broken. */
@NullMarked
package io.reco.server.grpc.wire;

import org.jspecify.annotations.NullMarked;
