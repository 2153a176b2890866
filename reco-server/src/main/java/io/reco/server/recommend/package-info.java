/** The read path: a request becomes a page. */
@NullMarked
package io.reco.server.recommend;

import org.jspecify.annotations.NullMarked;
