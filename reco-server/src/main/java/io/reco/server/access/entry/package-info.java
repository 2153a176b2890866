/** The ways in, put together as an operator configured them. */
@NullMarked
package io.reco.server.access.entry;

import org.jspecify.annotations.NullMarked;
