/** What an engine says of itself, as metrics. */
@NullMarked
package io.reco.server.ops.engine;

import org.jspecify.annotations.NullMarked;
