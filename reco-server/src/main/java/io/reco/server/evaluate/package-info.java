/** Offline evaluation: how good the pages are that the service would have served, measured through the service's own code. */
@NullMarked
package io.reco.server.evaluate;

import org.jspecify.annotations.NullMarked;
