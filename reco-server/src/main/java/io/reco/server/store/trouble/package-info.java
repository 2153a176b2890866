/** What keeps a store from its work while it is open. */
@NullMarked
package io.reco.server.store.trouble;

import org.jspecify.annotations.NullMarked;
