/** The transport: decode, delegate, encode. No decisions. */
@NullMarked
package io.reco.server.grpc;

import org.jspecify.annotations.NullMarked;
