/** What became of articles that were shown, hour by hour. */
@NullMarked
package io.reco.server.model.funnel;

import org.jspecify.annotations.NullMarked;
