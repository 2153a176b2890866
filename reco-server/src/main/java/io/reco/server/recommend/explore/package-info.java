/** Fifth stage: which new article chance puts on the page, and how probable that was. */
@NullMarked
package io.reco.server.recommend.explore;

import org.jspecify.annotations.NullMarked;
