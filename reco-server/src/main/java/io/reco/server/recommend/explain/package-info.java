/** Why articles are on a page, and why others are not. */
@NullMarked
package io.reco.server.recommend.explain;

import org.jspecify.annotations.NullMarked;
