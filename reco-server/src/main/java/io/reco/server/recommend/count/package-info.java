/** How many pages were made, of what, and how alike they are. */
@NullMarked
package io.reco.server.recommend.count;

import org.jspecify.annotations.NullMarked;
