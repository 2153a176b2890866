/** The catalogue in a cluster. */
@NullMarked
package io.reco.server.store.valkey.articles;

import org.jspecify.annotations.NullMarked;
