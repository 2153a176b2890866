/** Values of settings that are written in a form of their own. */
@NullMarked
package io.reco.server.config.value;

import org.jspecify.annotations.NullMarked;
