/** Articles under dense ordinals. */
@NullMarked
package io.reco.server.model.catalogue;

import org.jspecify.annotations.NullMarked;
