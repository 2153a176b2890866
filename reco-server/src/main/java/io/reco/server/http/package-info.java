/** The HTTP port: what operators look at, and every method of the contract that answers once, as JSON. */
@NullMarked
package io.reco.server.http;

import org.jspecify.annotations.NullMarked;
