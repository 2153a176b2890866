/** JSON Web Tokens (RFC 7519): whose they are, and the keys that verify them. */
@NullMarked
package io.reco.server.access.jwt;

import org.jspecify.annotations.NullMarked;
