/** Futures made of several calls. */
@NullMarked
package io.reco.client.internal.future;

import org.jspecify.annotations.NullMarked;
