/** Roles of clients that show a certificate. */
@NullMarked
package io.reco.server.access.certificate;

import org.jspecify.annotations.NullMarked;
