package io.reco.server.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

import io.reco.server.files.PrivateFiles;

/**
 * Where a server's certificates are, all PEM.
 *
 * @param certificate the server's, followed by those that vouch for it
 * @param key its private key, PKCS#8, not encrypted, not readable by others
 * @param clientAuthorities who may vouch for clients' certificates; empty where no client is asked for one
 */
public record TlsFiles(Path certificate, Path key, Optional<Path> clientAuthorities) {

    /** Which of the files. */
    public enum Part {
        CERTIFICATE,
        KEY,
        CLIENT_AUTHORITIES
    }

    /** Takes in what is wrong with the files. */
    public interface Faults {
        /** One fault, and what would be right. */
        void add(Part part, Path file, String expected);
    }

    /** Looks at all of them, and tells all that is wrong. */
    public void check(Faults faults) {
        var unused = read(faults);
    }

    /** Looks at a file of authorities by itself. */
    public static void checkAuthorities(Path file, Faults faults) {
        var unused = certificates(Part.CLIENT_AUTHORITIES, file, faults);
    }

    /** What they hold now; empty when at least one fault was told. */
    Optional<TlsMaterial> read(Faults faults) {
        Optional<List<X509Certificate>> chain = certificates(Part.CERTIFICATE, certificate, faults);
        Optional<PrivateKey> secret = secret(faults);
        Optional<List<X509Certificate>> authorities = clientAuthorities.isEmpty()
                ? Optional.of(List.of())
                : certificates(Part.CLIENT_AUTHORITIES, clientAuthorities.get(), faults);
        if (chain.isEmpty() || secret.isEmpty()) {
            return Optional.empty();
        }
        if (!PemFiles.fit(chain.get().get(0), secret.get())) {
            faults.add(Part.KEY, key, "the key of the first certificate in " + certificate);
            return Optional.empty();
        }
        return authorities.map(believed -> new TlsMaterial(chain.get(), secret.get(), believed));
    }

    private static Optional<List<X509Certificate>> certificates(Part part, Path file, Faults faults) {
        Optional<String> text = text(part, file, faults);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        List<X509Certificate> certificates = PemFiles.certificates(text.get());
        if (certificates.isEmpty()) {
            faults.add(part, file, "certificates, PEM");
        }
        return Optional.of(certificates).filter(found -> !found.isEmpty());
    }

    private Optional<PrivateKey> secret(Faults faults) {
        Optional<String> text = text(Part.KEY, key, faults);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (PrivateFiles.isOpenToOthers(key)) {
            faults.add(Part.KEY, key, PrivateFiles.EXPECTED);
            return Optional.empty();
        }
        Optional<PrivateKey> secret = PemFiles.key(text.get());
        if (secret.isEmpty()) {
            faults.add(Part.KEY, key, PemFiles.KEY_EXPECTED);
        }
        return secret;
    }

    private static Optional<String> text(Part part, Path file, Faults faults) {
        try {
            if (!Files.isDirectory(file)) {
                return Optional.of(PemFiles.text(file));
            }
        } catch (IOException e) {
            // Told below, as any other file that cannot be read.
        }
        faults.add(part, file, "a file that can be read");
        return Optional.empty();
    }
}
