/** All readers, as of one place in the log. */
@NullMarked
package io.reco.server.store.valkey.readers.scan;

import org.jspecify.annotations.NullMarked;
