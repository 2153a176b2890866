/** Tests of how feedback is told. */
@NullMarked
package io.reco.server.grpc.endpoint.feedback;

import org.jspecify.annotations.NullMarked;
