/** The write path: articles and events that were accepted become stored facts, in order. */
@NullMarked
package io.reco.server.ingest;

import org.jspecify.annotations.NullMarked;
