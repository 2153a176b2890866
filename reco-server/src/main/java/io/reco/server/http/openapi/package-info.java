/** The contract as OpenAPI, from its descriptors. */
@NullMarked
package io.reco.server.http.openapi;

import org.jspecify.annotations.NullMarked;
