/** What keeps two sides from speaking TLS, in words. */
@NullMarked
package io.reco.client.internal.tls;

import org.jspecify.annotations.NullMarked;
