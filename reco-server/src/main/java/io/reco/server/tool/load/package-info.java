/** Loads files of articles and events into a server. */
@NullMarked
package io.reco.server.tool.load;

import org.jspecify.annotations.NullMarked;
