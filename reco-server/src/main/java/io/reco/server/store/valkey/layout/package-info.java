/** Where what is shared lies in a cluster, and the functions that work on it. */
@NullMarked
package io.reco.server.store.valkey.layout;

import org.jspecify.annotations.NullMarked;
