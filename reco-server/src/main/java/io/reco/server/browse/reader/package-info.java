/** Looks at all that is kept of one reader. */
@NullMarked
package io.reco.server.browse.reader;

import org.jspecify.annotations.NullMarked;
