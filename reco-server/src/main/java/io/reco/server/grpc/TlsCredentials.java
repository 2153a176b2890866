package io.reco.server.grpc;

import java.net.Socket;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.X509ExtendedTrustManager;

import io.grpc.ServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettySslContextServerCredentials;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.OpenSslSessionContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;

import io.reco.server.tls.Tls;

/** The transport's own TLS, by certificates that may change. */
final class TlsCredentials {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TICKET_KEY_PART = 16;

    private TlsCredentials() {}

    static ServerCredentials of(Tls tls) throws SSLException {
        ClientAuth asked = switch (tls.clientCertificates()) {
            case OFF -> ClientAuth.NONE;
            case OPTIONAL -> ClientAuth.OPTIONAL;
            case REQUIRED -> ClientAuth.REQUIRE;
        };
        SslContext context = GrpcSslContexts.configure(SslContextBuilder.forServer(tls.keys()))
                .trustManager(new ClientTrust(tls.trust()))
                .clientAuth(asked)
                .protocols(Tls.PROTOCOLS)
                .build();
        tls.onChange(() -> forgetSessions(context.sessionContext()));
        return NettySslContextServerCredentials.create(context);
    }

    /** Who resumes a session is believed unasked, also when the authority that vouched for it holds no more. */
    private static void forgetSessions(SSLSessionContext sessions) {
        if (sessions instanceof OpenSslSessionContext natively) {
            natively.setSessionCacheEnabled(false);
            natively.setTicketKeys(
                    new OpenSslSessionTicketKey(random(), random(), random())); // nobody's ticket can be read any more
        } else {
            sessions.setSessionTimeout(1); // of the JDK, where the native library does not run
        }
    }

    private static byte[] random() {
        byte[] bytes = new byte[TICKET_KEY_PART];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** Believes whom the other one believes. */
    private static final class ClientTrust extends X509ExtendedTrustManager {

        private final X509ExtendedTrustManager trust;

        ClientTrust(X509ExtendedTrustManager trust) {
            this.trust = trust;
        }

        /**
         * None, for they would be asked for once, and a client that has no certificate of a named authority shows none: once
         * there are new ones, its good certificate would stay unseen.
         */
        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            trust.checkClientTrusted(chain, authType, engine);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            trust.checkClientTrusted(chain, authType, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            trust.checkClientTrusted(chain, authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            trust.checkServerTrusted(chain, authType, engine);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            trust.checkServerTrusted(chain, authType, socket);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            trust.checkServerTrusted(chain, authType);
        }
    }
}
