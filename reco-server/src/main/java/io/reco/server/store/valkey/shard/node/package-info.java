/** Single processes of a cluster: connections to them, and what they answer. The only package that knows the client library. */
@NullMarked
package io.reco.server.store.valkey.shard.node;

import org.jspecify.annotations.NullMarked;
