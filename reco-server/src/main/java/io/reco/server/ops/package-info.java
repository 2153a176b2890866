/** What operators look at: metrics and the admin port. */
@NullMarked
package io.reco.server.ops;

import org.jspecify.annotations.NullMarked;
