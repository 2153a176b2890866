/** Commands that measure a log or a server. */
@NullMarked
package io.reco.server.tool.measure;

import org.jspecify.annotations.NullMarked;
