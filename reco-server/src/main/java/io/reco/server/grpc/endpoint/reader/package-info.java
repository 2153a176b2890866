/** {@code reco.v1.ReaderService}: one class for each kind of its calls. */
@NullMarked
package io.reco.server.grpc.endpoint.reader;

import org.jspecify.annotations.NullMarked;
