/** Sparse sums over dense numbers, and bounds on the largest of them. */
@NullMarked
package io.reco.server.model.sums;

import org.jspecify.annotations.NullMarked;
