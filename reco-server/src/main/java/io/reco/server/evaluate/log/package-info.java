/** Logs and catalogues to evaluate with. */
@NullMarked
package io.reco.server.evaluate.log;

import org.jspecify.annotations.NullMarked;
