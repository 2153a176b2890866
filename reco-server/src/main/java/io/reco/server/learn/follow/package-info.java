/** Follows the log, and brings every fact into the models. */
@NullMarked
package io.reco.server.learn.follow;

import org.jspecify.annotations.NullMarked;
