/** Readers' actions and pages, as far as they are durable. */
@NullMarked
package io.reco.server.store.reader;

import org.jspecify.annotations.NullMarked;
