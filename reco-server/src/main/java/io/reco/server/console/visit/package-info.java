/** One request for a page: who asks for what, and the calls that are made for it. */
@NullMarked
package io.reco.server.console.visit;

import org.jspecify.annotations.NullMarked;
