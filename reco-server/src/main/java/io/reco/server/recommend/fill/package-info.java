/** Fourth stage: which articles take the slots of the page. */
@NullMarked
package io.reco.server.recommend.fill;

import org.jspecify.annotations.NullMarked;
