/** Trains in the background what takes longer than a fact may. */
@NullMarked
package io.reco.server.learn.train;

import org.jspecify.annotations.NullMarked;
