/** A simulated newsroom, for a first look and for tests. */
@NullMarked
package io.reco.server.demo;

import org.jspecify.annotations.NullMarked;
