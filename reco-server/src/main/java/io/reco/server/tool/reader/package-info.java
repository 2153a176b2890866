/** Commands about one reader's data. */
@NullMarked
package io.reco.server.tool.reader;

import org.jspecify.annotations.NullMarked;
