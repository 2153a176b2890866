/** Calls that answer with articles: pages, and what explains them. */
@NullMarked
package io.reco.server.grpc.endpoint.page;

import org.jspecify.annotations.NullMarked;
