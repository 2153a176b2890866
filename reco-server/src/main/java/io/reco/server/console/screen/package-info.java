/** What can be looked at: each screen turns a visit into calls, and their answers into a page. */
@NullMarked
package io.reco.server.console.screen;

import org.jspecify.annotations.NullMarked;
