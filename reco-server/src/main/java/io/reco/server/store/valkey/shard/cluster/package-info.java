/** The shards of a cluster: where each step goes, and what becomes of it when it fails there. */
@NullMarked
package io.reco.server.store.valkey.shard.cluster;

import org.jspecify.annotations.NullMarked;
