/** Values that at least two layers speak. */
@NullMarked
package io.reco.server.domain;

import org.jspecify.annotations.NullMarked;
