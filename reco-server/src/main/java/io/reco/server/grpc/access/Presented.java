package io.reco.server.grpc.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import org.jspecify.annotations.Nullable;

import io.reco.server.access.Credentials;

/** What a call came with. */
final class Presented {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private Presented() {}

    static Credentials by(ServerCall<?, ?> call, Metadata headers) {
        List<String> authorizations = new ArrayList<>();
        @Nullable Iterable<String> all = headers.getAll(AUTHORIZATION);
        if (all != null) {
            all.forEach(authorizations::add);
        }
        return Credentials.of(
                authorizations,
                Optional.ofNullable(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION)),
                Optional.ofNullable(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)));
    }
}
