/** What commands read and say. */
@NullMarked
package io.reco.server.tool.console;

import org.jspecify.annotations.NullMarked;
