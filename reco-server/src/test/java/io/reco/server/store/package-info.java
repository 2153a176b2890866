/** What every store promises. */
@NullMarked
package io.reco.server.store;

import org.jspecify.annotations.NullMarked;
