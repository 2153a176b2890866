/** {@code reco.v1.AdminService}. */
@NullMarked
package io.reco.server.grpc.endpoint.admin;

import org.jspecify.annotations.NullMarked;
