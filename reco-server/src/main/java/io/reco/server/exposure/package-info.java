/** Exposure tokens. */
@NullMarked
package io.reco.server.exposure;

import org.jspecify.annotations.NullMarked;
