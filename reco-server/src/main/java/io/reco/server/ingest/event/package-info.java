/** What readers did, as reported: checked, and taken in. */
@NullMarked
package io.reco.server.ingest.event;

import org.jspecify.annotations.NullMarked;
