/** Tokens that an operator hands out, and the file that knows them. */
@NullMarked
package io.reco.server.access.token;

import org.jspecify.annotations.NullMarked;
