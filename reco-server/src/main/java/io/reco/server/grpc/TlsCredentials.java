package io.reco.server.grpc;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;

import io.grpc.ServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettySslContextServerCredentials;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;

import io.reco.server.tls.Tls;

/** The transport's own TLS, by certificates that may change. */
final class TlsCredentials {

    private TlsCredentials() {}

    static ServerCredentials of(Tls tls) throws SSLException {
        return NettySslContextServerCredentials.create(
                GrpcSslContexts.configure(SslContextBuilder.forServer(tls.keys()))
                        .trustManager(new NamingNobody(tls.trust()))
                        .clientAuth(
                                switch (tls.clientCertificates()) {
                                    case OFF -> ClientAuth.NONE;
                                    case OPTIONAL -> ClientAuth.OPTIONAL;
                                    case REQUIRED -> ClientAuth.REQUIRE;
                                })
                        .protocols(Tls.PROTOCOLS)
                        .build());
    }

    /**
     * Believes whom the other one believes, but names no authorities to clients. Those are asked for once only, and a client
     * that has no certificate of a named one shows none: with new authorities its good certificate would stay unseen.
     */
    private static final class NamingNobody extends X509ExtendedTrustManager {

        private final X509ExtendedTrustManager trust;

        NamingNobody(X509ExtendedTrustManager trust) {
            this.trust = trust;
        }

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
