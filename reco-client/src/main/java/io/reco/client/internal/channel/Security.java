package io.reco.client.internal.channel;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
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
 * @param tokensInPlaintext whether tokens are sent where others could read them
 */
public record Security(
        boolean plaintext,
        @Nullable Path trusted,
        @Nullable Path certificateChain,
        @Nullable Path privateKey,
        @Nullable Supplier<String> bearerToken,
        boolean tokensInPlaintext) {

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    public Security {
        if (plaintext && (trusted != null || certificateChain != null)) {
            throw new IllegalStateException("plaintext: true (expected: no certificates beside it)");
        }
    }

    ChannelCredentials ofChannel() {
        if (plaintext) {
            return InsecureChannelCredentials.create();
        }
        TlsChannelCredentials.Builder tls = TlsChannelCredentials.newBuilder();
        try {
            if (trusted != null) {
                tls.trustManager(certificates(trusted));
            }
            if (certificateChain != null && privateKey != null) {
                tls.keyManager(pem("identity", certificateChain), pem("identity", privateKey));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
        return tls.build();
    }

    /** Looked at here, for what is said of them later names no file. */
    private static InputStream certificates(Path file) throws IOException {
        InputStream pem = pem("trust", file);
        try {
            if (CertificateFactory.getInstance("X.509")
                    .generateCertificates(pem)
                    .isEmpty()) {
                throw new CertificateException("none");
            }
        } catch (CertificateException e) {
            throw new IllegalArgumentException("trust: " + file + " (expected: certificates, PEM)", e);
        }
        pem.reset();
        return pem;
    }

    /** What is said when TLS cannot be spoken with these files. */
    IllegalArgumentException unusable(IllegalArgumentException cause) {
        return certificateChain == null
                ? cause
                : new IllegalArgumentException(
                        "identity: " + certificateChain + ", " + privateKey
                                + " (expected: certificates, and their PKCS#8 key, not encrypted, both PEM)",
                        cause);
    }

    /** Without what some editors begin a file with, which is no PEM. */
    private static InputStream pem(String what, Path file) throws IOException {
        byte[] text;
        try {
            text = Files.readAllBytes(file);
        } catch (IOException e) { // whose text is the file's name alone, mostly
            throw new IOException(what + ": " + file + " (expected: a file that can be read)", e);
        }
        int begin = Arrays.mismatch(BYTE_ORDER_MARK, text) == BYTE_ORDER_MARK.length ? BYTE_ORDER_MARK.length : 0;
        return new ByteArrayInputStream(text, begin, text.length - begin);
    }

    @Nullable
    CallCredentials ofCalls() {
        return bearerToken == null ? null : new BearerToken(bearerToken, tokensInPlaintext);
    }
}
