package io.reco.server.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What PEM files hold, looked at before a connection is tried: what is wrong with one would be told late and at length. */
public final class PemFiles {

    /** What is expected of a file without a key that can be used. */
    public static final String KEY_EXPECTED =
            "a private key, PKCS#8 in PEM, not encrypted: 'openssl pkcs8 -topk8 -nodes'" + " makes it of others";

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
    private static final byte[] ANYTHING = "anything".getBytes(StandardCharsets.UTF_8);

    // That of UTF-8, as a file is read here.
    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

    private PemFiles() {}

    /** Byte by byte, without what some editors begin a file with. */
    public static String text(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
    }

    /** In the order of the text; empty when it holds none, or something that is none. */
    public static List<X509Certificate> certificates(String text) {
        try {
            InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
            return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException e) {
            return List.of();
        }
    }

    /** The private key, where it is in PKCS#8 and not encrypted. */
    public static Optional<PrivateKey> key(String text) {
        Matcher block = KEY.matcher(text);
        if (!block.find()) {
            return Optional.empty();
        }
        try {
            PKCS8EncodedKeySpec encoded =
                    new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(block.group(1)));
            return ALGORITHMS.stream()
                    .flatMap(algorithm -> key(algorithm, encoded).stream())
                    .findFirst();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<PrivateKey> key(String algorithm, PKCS8EncodedKeySpec encoded) {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(encoded));
        } catch (GeneralSecurityException e) {
            return Optional.empty(); // one of another algorithm
        }
    }

    /** Whether what the key signs is what the certificate's owner signed. */
    public static boolean fit(X509Certificate certificate, PrivateKey key) {
        String algorithm = key.getAlgorithm();
        try {
            Signature signature = Signature.getInstance(
                    switch (algorithm) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default -> algorithm;
                    });
            signature.initSign(key);
            signature.update(ANYTHING);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(ANYTHING);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // keys of two kinds
        }
    }
}
