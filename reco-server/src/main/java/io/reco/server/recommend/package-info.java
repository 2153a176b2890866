/** The read path: a query becomes a page. */
@NullMarked
package io.reco.server.recommend;

import org.jspecify.annotations.NullMarked;
