/** Steps on the shards of a cluster, each atomic and, where it writes, acknowledged by all copies. */
@NullMarked
package io.reco.server.store.valkey.shard;

import org.jspecify.annotations.NullMarked;
