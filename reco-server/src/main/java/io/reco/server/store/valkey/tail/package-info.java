/** The log's tail, as every server of a shared store reads it. */
@NullMarked
package io.reco.server.store.valkey.tail;

import org.jspecify.annotations.NullMarked;
