/** Working space that is lent. */
@NullMarked
package io.reco.server.recommend.space;

import org.jspecify.annotations.NullMarked;
