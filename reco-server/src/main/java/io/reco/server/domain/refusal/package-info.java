/** Why a call was not served. */
@NullMarked
package io.reco.server.domain.refusal;

import org.jspecify.annotations.NullMarked;
