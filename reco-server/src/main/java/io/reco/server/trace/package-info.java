/** Calls as spans for OpenTelemetry, where an operator asks for them; its classes are loaded nowhere else and only then. */
@NullMarked
package io.reco.server.trace;

import org.jspecify.annotations.NullMarked;
