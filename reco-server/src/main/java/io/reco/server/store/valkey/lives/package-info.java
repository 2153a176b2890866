/** What is done to readers of a shared store as a whole: in steps, each of which may be repeated, by whichever server goes on. */
@NullMarked
package io.reco.server.store.valkey.lives;

import org.jspecify.annotations.NullMarked;
