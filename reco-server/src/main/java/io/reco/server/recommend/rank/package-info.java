/** Third stage: one order of all candidates, and the page cut from it. */
@NullMarked
package io.reco.server.recommend.rank;

import org.jspecify.annotations.NullMarked;
