/** Answers that are streams of messages: made only as fast as they are read, and ended in good order. */
@NullMarked
package io.reco.server.grpc.stream;

import org.jspecify.annotations.NullMarked;
