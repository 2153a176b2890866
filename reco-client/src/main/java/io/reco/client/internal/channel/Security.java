package io.reco.client.internal.channel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Supplier;

import io.grpc.CallCredentials;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.TlsChannelCredentials;
import org.jspecify.annotations.Nullable;

/**
 * Who a client believes it talks to, and who it says it is.
 *
 * @param plaintext no TLS
 * @param trusted authorities (PEM); null: those the Java runtime trusts
 * @param certificateChain the client's own (PEM), with its {@code privateKey}; null: none
 * @param bearerToken asked for with every attempt; null: none
 */
public record Security(
        boolean plaintext,
        @Nullable Path trusted,
        @Nullable Path certificateChain,
        @Nullable Path privateKey,
        @Nullable Supplier<String> bearerToken) {
    public Security {
        if (plaintext && (trusted != null || certificateChain != null || bearerToken != null)) {
            throw new IllegalStateException("plaintext: true (expected: no certificates and no token beside it)");
        }
    }

    ChannelCredentials ofChannel() {
        if (plaintext) {
            return InsecureChannelCredentials.create();
        }
        TlsChannelCredentials.Builder tls = TlsChannelCredentials.newBuilder();
        try {
            if (trusted != null) {
                tls.trustManager(trusted.toFile());
            }
            if (certificateChain != null && privateKey != null) {
                tls.keyManager(certificateChain.toFile(), privateKey.toFile());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tls.build();
    }

    @Nullable
    CallCredentials ofCalls() {
        return bearerToken == null ? null : new BearerToken(bearerToken);
    }
}
