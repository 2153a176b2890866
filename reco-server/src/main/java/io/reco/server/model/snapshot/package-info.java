/** What a part of the models tells a snapshot, and takes back from it. */
@NullMarked
package io.reco.server.model.snapshot;

import org.jspecify.annotations.NullMarked;
