/** Notes who changed what, and who looked at what only few may see. */
@NullMarked
package io.reco.server.grpc.audit;

import org.jspecify.annotations.NullMarked;
