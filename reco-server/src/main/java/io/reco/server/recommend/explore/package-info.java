/** Which new article chance puts on a page. */
@NullMarked
package io.reco.server.recommend.explore;

import org.jspecify.annotations.NullMarked;
