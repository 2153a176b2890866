/** How many readers an article has, and how often it was viewed and shared. */
@NullMarked
package io.reco.server.model.popularity;

import org.jspecify.annotations.NullMarked;
