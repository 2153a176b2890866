/** Second stage: which articles could interest this reader, and how much each source thinks so. */
@NullMarked
package io.reco.server.recommend.source;

import org.jspecify.annotations.NullMarked;
