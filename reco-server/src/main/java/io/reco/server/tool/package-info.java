/** Operator commands. */
@NullMarked
package io.reco.server.tool;

import org.jspecify.annotations.NullMarked;
