/** What readers open one after the other. */
@NullMarked
package io.reco.server.model.sessions;

import org.jspecify.annotations.NullMarked;
