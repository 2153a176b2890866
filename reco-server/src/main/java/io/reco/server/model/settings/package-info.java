/** The numbers by which the engine can be tuned. */
@NullMarked
package io.reco.server.model.settings;

import org.jspecify.annotations.NullMarked;
