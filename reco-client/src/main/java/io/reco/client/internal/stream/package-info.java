/** Calls whose answer is a stream, taken as they are wanted. */
@NullMarked
package io.reco.client.internal.stream;

import org.jspecify.annotations.NullMarked;
