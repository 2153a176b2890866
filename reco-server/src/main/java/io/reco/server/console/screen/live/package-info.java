/** What comes in now: events, and what is refused. */
@NullMarked
package io.reco.server.console.screen.live;

import org.jspecify.annotations.NullMarked;
