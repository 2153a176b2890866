/** Which process of a cluster has which slots, as the processes themselves tell it. */
@NullMarked
package io.reco.server.store.valkey.shard.topology;

import org.jspecify.annotations.NullMarked;
