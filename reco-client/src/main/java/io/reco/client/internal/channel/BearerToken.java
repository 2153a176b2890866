package io.reco.client.internal.channel;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.grpc.CallCredentials;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.SecurityLevel;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Sends {@code authorization: Bearer …} with every attempt, the token fetched anew each time so that it may rotate. Whether it
 * may be sent is asked of the connection that it would be sent on, whatever the target is called.
 */
final class BearerToken extends CallCredentials {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final Supplier<String> token;
    private final boolean readable;

    /**
     * Gives the token of each moment.
     *
     * @param readable whether it is sent even where others could read it
     */
    BearerToken(Supplier<String> token, boolean readable) {
        this.token = token;
        this.readable = readable;
    }

    @Override
    public void applyRequestMetadata(RequestInfo request, Executor executor, MetadataApplier applier) {
        if (!readable && !isSafe(request)) {
            applier.fail(Status.UNAUTHENTICATED.withDescription(
                    "the token was not sent, as others could read it (expected: TLS, "
                            + "a loopback address, or tokensInPlaintext)"));
            return;
        }
        executor.execute(() -> {
            Metadata headers = new Metadata();
            try {
                headers.put(AUTHORIZATION, "Bearer " + token.get());
            } catch (RuntimeException e) {
                applier.fail(Status.UNAUTHENTICATED
                        .withDescription("the token supplier failed")
                        .withCause(e));
                return;
            }
            applier.apply(headers);
        });
    }

    private static boolean isSafe(RequestInfo request) {
        @Nullable SocketAddress address = request.getTransportAttrs().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        return request.getSecurityLevel() == SecurityLevel.PRIVACY_AND_INTEGRITY
                || (address instanceof InetSocketAddress socket
                        && !socket.isUnresolved()
                        && socket.getAddress().isLoopbackAddress());
    }
}
