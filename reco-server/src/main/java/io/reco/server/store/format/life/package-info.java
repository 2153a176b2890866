/** What is remembered of readers' lives, as bytes. */
@NullMarked
package io.reco.server.store.format.life;

import org.jspecify.annotations.NullMarked;
