/** Tests of streams. */
@NullMarked
package io.reco.server.grpc.stream;

import org.jspecify.annotations.NullMarked;
