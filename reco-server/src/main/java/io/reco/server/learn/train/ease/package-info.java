/** The batch model of long-term taste. */
@NullMarked
package io.reco.server.learn.train.ease;

import org.jspecify.annotations.NullMarked;
