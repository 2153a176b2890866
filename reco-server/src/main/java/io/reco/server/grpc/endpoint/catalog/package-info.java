/** The service of the catalogue. */
@NullMarked
package io.reco.server.grpc.endpoint.catalog;

import org.jspecify.annotations.NullMarked;
