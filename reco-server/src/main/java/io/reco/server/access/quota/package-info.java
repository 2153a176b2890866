/** How much a caller may do in a second. */
@NullMarked
package io.reco.server.access.quota;

import org.jspecify.annotations.NullMarked;
