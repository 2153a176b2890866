/** Follows the store's log, as its only reader, and is the models' only writer. */
@NullMarked
package io.reco.server.learn;

import org.jspecify.annotations.NullMarked;
