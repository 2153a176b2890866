/** What is told of the stages that a call's work has. */
@NullMarked
package io.reco.server.domain.trace;

import org.jspecify.annotations.NullMarked;
