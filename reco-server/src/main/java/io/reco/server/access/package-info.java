/** Who calls, and what they may: one place for both transports. */
@NullMarked
package io.reco.server.access;

import org.jspecify.annotations.NullMarked;
