/** What a hold-out of the service's own log prefers. */
@NullMarked
package io.reco.server.learn.train.holdout;

import org.jspecify.annotations.NullMarked;
