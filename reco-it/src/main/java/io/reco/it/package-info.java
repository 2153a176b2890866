/** Runs the server for integration tests. */
@NullMarked
package io.reco.it;

import org.jspecify.annotations.NullMarked;
