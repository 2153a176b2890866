/** Readers who are made up, to see how a server does. */
@NullMarked
package io.reco.server.tool.simulate;

import org.jspecify.annotations.NullMarked;
