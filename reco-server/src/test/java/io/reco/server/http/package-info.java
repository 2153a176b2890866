/** Tests of the HTTP port. */
@NullMarked
package io.reco.server.http;

import org.jspecify.annotations.NullMarked;
