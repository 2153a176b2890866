/** Tests of places in the log. */
@NullMarked
package io.reco.server.store.log;

import org.jspecify.annotations.NullMarked;
