/** Remembers what callers were refused lately. */
@NullMarked
package io.reco.server.grpc.refused;

import org.jspecify.annotations.NullMarked;
