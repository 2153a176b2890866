/** What is counted for operators. */
@NullMarked
package io.reco.server.domain.count;

import org.jspecify.annotations.NullMarked;
