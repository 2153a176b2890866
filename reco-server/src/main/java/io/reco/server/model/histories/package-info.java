/** Who engaged with what: what is learned from. */
@NullMarked
package io.reco.server.model.histories;

import org.jspecify.annotations.NullMarked;
