/** The composition root: what a running server is made of. */
@NullMarked
package io.reco.server;

import org.jspecify.annotations.NullMarked;
