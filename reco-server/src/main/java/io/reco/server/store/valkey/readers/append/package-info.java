/** What readers do and state, on its way into their records and the log. */
@NullMarked
package io.reco.server.store.valkey.readers.append;

import org.jspecify.annotations.NullMarked;
