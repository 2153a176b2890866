/** How the models come to know, at a start, what was before. */
@NullMarked
package io.reco.server.learn.start;

import org.jspecify.annotations.NullMarked;
