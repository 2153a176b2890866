/** Tests of watching. */
@NullMarked
package io.reco.server.ingest.watch;

import org.jspecify.annotations.NullMarked;
