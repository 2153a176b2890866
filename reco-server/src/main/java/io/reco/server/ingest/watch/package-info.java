/** What readers did, as it is accepted, for who wants to be told. */
@NullMarked
package io.reco.server.ingest.watch;

import org.jspecify.annotations.NullMarked;
