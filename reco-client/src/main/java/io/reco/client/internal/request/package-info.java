/** Every call as request, method and decoding, by the noun it is about. */
@NullMarked
package io.reco.client.internal.request;

import org.jspecify.annotations.NullMarked;
