/** Pages: what was recommended to whom, and why. */
@NullMarked
package io.reco.client.page;

import org.jspecify.annotations.NullMarked;
