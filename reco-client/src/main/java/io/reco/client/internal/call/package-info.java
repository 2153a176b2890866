/** The calls of a client, waiting and as futures. */
@NullMarked
package io.reco.client.internal.call;

import org.jspecify.annotations.NullMarked;
