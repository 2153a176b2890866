/** How articles that are shown are opened. */
@NullMarked
package io.reco.server.model.openings;

import org.jspecify.annotations.NullMarked;
