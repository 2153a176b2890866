/** A page in the making: what it was asked for by, and what the stages hand on to each other. */
@NullMarked
package io.reco.server.recommend.draft;

import org.jspecify.annotations.NullMarked;
