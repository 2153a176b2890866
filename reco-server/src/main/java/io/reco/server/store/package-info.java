/** Durable facts behind small interfaces named by what they promise. */
@NullMarked
package io.reco.server.store;

import org.jspecify.annotations.NullMarked;
