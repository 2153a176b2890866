/** A store that forgets everything with its process: for tests and offline evaluation. */
@NullMarked
package io.reco.server.store.memory;

import org.jspecify.annotations.NullMarked;
