/** Looks into the catalogue, for who keeps it: single articles by their ids, and lists of them. */
@NullMarked
package io.reco.server.browse;

import org.jspecify.annotations.NullMarked;
