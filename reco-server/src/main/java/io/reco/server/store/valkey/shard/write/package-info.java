/** Writing to one primary, and when what was written is acknowledged. */
@NullMarked
package io.reco.server.store.valkey.shard.write;

import org.jspecify.annotations.NullMarked;
