package io.reco.server.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the files held at one moment. Its text never shows the key.
 *
 * @param chain the server's certificate, then those that vouch for it
 * @param key of the first of them
 * @param clientAuthorities who may vouch for clients; empty where nobody asks
 */
record TlsMaterial(List<X509Certificate> chain, PrivateKey key, List<X509Certificate> clientAuthorities) {

    TlsMaterial {
        chain = List.copyOf(chain);
        clientAuthorities = List.copyOf(clientAuthorities);
    }

    X509Certificate certificate() {
        return chain.get(0);
    }

    /** Of the server and of authorities. */
    List<X509Certificate> all() {
        return Stream.concat(chain.stream(), clientAuthorities.stream()).toList();
    }

    /** When the first certificate of these ends. */
    static Instant end(List<X509Certificate> certificates) {
        return certificates.stream()
                .map(X509Certificate::getNotAfter)
                .map(Date::toInstant)
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
    }

    /** Whether clients can rely on it at this moment; of several authorities one may have ended. */
    boolean holds(Instant now) {
        return chain.stream().allMatch(certificate -> holds(certificate, now))
                && (clientAuthorities.isEmpty()
                        || clientAuthorities.stream().anyMatch(certificate -> holds(certificate, now)));
    }

    private static boolean holds(X509Certificate certificate, Instant now) {
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && !now.isAfter(certificate.getNotAfter().toInstant());
    }

    @Override
    public String toString() {
        return "subject=" + certificate().getSubjectX500Principal().getName() + " serial="
                + certificate().getSerialNumber().toString(16) + " ends=" + end(chain);
    }
}
