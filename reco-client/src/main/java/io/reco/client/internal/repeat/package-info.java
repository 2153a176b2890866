/** When a call that failed for a passing reason is sent again. */
@NullMarked
package io.reco.client.internal.repeat;

import org.jspecify.annotations.NullMarked;
