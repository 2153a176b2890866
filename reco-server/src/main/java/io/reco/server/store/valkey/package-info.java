/** A store in a Valkey Cluster, which any number of servers share. */
@NullMarked
package io.reco.server.store.valkey;

import org.jspecify.annotations.NullMarked;
