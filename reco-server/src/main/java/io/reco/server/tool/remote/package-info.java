/** Calls of a server by operator commands. */
@NullMarked
package io.reco.server.tool.remote;

import org.jspecify.annotations.NullMarked;
