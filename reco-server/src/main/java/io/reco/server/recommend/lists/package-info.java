/** Lists that are no pages: nothing of them is kept, and nothing fills them up. */
@NullMarked
package io.reco.server.recommend.lists;

import org.jspecify.annotations.NullMarked;
