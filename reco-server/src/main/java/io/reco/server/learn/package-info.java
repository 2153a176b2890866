/** Follows the store's log, as its only reader, and alone writes to the models. */
@NullMarked
package io.reco.server.learn;

import org.jspecify.annotations.NullMarked;
