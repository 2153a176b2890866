/** Last stage: the page cut from ranked candidates. */
@NullMarked
package io.reco.server.recommend.fill;

import org.jspecify.annotations.NullMarked;
