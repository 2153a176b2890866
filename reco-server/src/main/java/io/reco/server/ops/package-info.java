/** What operators look at: metrics and the HTTP port. */
@NullMarked
package io.reco.server.ops;

import org.jspecify.annotations.NullMarked;
