/** {@code reco.v1.FeedbackService}. */
@NullMarked
package io.reco.server.grpc.endpoint.feedback;

import org.jspecify.annotations.NullMarked;
