package io.reco.server.grpc.access;

import java.util.Iterator;
import java.util.Optional;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import org.jspecify.annotations.Nullable;

import io.reco.server.access.Credentials;
import io.reco.server.access.Denial;

/** What a call came with. */
final class Presented {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private Presented() {}

    static Credentials by(ServerCall<?, ?> call, Metadata headers) {
        return new Credentials(
                authorization(headers),
                Optional.ofNullable(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION)),
                Optional.ofNullable(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)));
    }

    /** At most one: whoever stands between may have looked at another one than the server would. */
    private static Optional<String> authorization(Metadata headers) {
        @Nullable Iterable<String> all = headers.getAll(AUTHORIZATION);
        if (all == null) {
            return Optional.empty();
        }
        Iterator<String> each = all.iterator();
        String one = each.next();
        if (each.hasNext()) {
            throw Denial.unauthenticated("TOKEN_REFUSED", "authorization: given twice (expected: once)");
        }
        return Optional.of(one);
    }
}
