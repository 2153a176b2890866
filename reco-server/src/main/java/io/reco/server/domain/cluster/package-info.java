/** The cluster that keeps the store of several servers, as operators look at it. */
@NullMarked
package io.reco.server.domain.cluster;

import org.jspecify.annotations.NullMarked;
