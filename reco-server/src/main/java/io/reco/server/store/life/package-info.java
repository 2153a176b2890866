/** How readers' lives end and join: erasures and merges. */
@NullMarked
package io.reco.server.store.life;

import org.jspecify.annotations.NullMarked;
