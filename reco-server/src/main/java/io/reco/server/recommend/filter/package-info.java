/** First stage: what this reader must not be shown, or only when nothing else is left. */
@NullMarked
package io.reco.server.recommend.filter;

import org.jspecify.annotations.NullMarked;
