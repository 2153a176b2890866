/** The log for its callers: what each call appends, by partition. */
@NullMarked
package io.reco.server.store.valkey.log;

import org.jspecify.annotations.NullMarked;
