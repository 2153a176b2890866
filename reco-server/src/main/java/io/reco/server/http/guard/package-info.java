/** What looks at requests and connections of HTTP before anything answers. */
@NullMarked
package io.reco.server.http.guard;

import org.jspecify.annotations.NullMarked;
