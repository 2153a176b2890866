/** How many events of each type an article has. */
@NullMarked
package io.reco.server.store.count;

import org.jspecify.annotations.NullMarked;
