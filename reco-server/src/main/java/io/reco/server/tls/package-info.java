/** Who the server says it is, and whom it believes: certificates, from files that may change while it runs. */
@NullMarked
package io.reco.server.tls;

import org.jspecify.annotations.NullMarked;
