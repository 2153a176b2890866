/** One class for each service of the contract: decodes a request, delegates, encodes the answer. */
@NullMarked
package io.reco.server.grpc.endpoint;

import org.jspecify.annotations.NullMarked;
