/** A typed client of Reco, with deadlines and retries. */
@NullMarked
package io.reco.client;

import org.jspecify.annotations.NullMarked;
