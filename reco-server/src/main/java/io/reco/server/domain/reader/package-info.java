/** Values about one reader. */
@NullMarked
package io.reco.server.domain.reader;

import org.jspecify.annotations.NullMarked;
