/** Third stage: one order of all candidates. */
@NullMarked
package io.reco.server.recommend.rank;

import org.jspecify.annotations.NullMarked;
