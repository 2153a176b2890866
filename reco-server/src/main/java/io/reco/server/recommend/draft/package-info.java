/** A page in the making: what the stages hand to each other, in primitive arrays that a thread reuses. */
@NullMarked
package io.reco.server.recommend.draft;

import org.jspecify.annotations.NullMarked;
