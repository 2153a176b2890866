/** Commands that look at how a server, and what it serves, is doing. */
@NullMarked
package io.reco.server.tool.look;

import org.jspecify.annotations.NullMarked;
