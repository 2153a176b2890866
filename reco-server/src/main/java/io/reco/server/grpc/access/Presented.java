package io.reco.server.grpc.access;

import java.util.Optional;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;

import io.reco.server.access.Credentials;

/** What a call came with. */
final class Presented {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private Presented() {}

    static Credentials by(ServerCall<?, ?> call, Metadata headers) {
        return new Credentials(
                Optional.ofNullable(headers.get(AUTHORIZATION)),
                Optional.ofNullable(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION)),
                Optional.ofNullable(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)));
    }
}
