/** How much each feature of a candidate counts. */
@NullMarked
package io.reco.server.model.blend;

import org.jspecify.annotations.NullMarked;
