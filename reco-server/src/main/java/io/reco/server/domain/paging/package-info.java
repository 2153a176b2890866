/** Lists that are answered page by page. */
@NullMarked
package io.reco.server.domain.paging;

import org.jspecify.annotations.NullMarked;
