/** What one answer holds, and what is said of each slot on it. */
@NullMarked
package io.reco.server.domain.page;

import org.jspecify.annotations.NullMarked;
