/** Whether pages help, and whether what is reported is good enough to learn from. */
@NullMarked
package io.reco.server.console.screen.quality;

import org.jspecify.annotations.NullMarked;
