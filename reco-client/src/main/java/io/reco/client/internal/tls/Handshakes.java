package io.reco.client.internal.tls;

import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Why a connection could not be made, in words: gRPC's own are "General OpenSslEngine problem", a hex dump, or "Network closed
 * for unknown reason".
 */
public final class Handshakes {
    /** What gRPC says when the other side closes before a frame of HTTP/2. */
    private static final String CLOSED = "Network closed for unknown reason";

    /** What a server of this project says over plaintext, be it within what gRPC says of a health check. */
    private static final String PLAINTEXT = "connection: plaintext (expected: TLS, which this port speaks)";

    private static final Pattern ALERT =
            Pattern.compile("(?:ALERT_|fatal alert: )([A-Za-z_]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = Pattern.compile("No (subject alternative|name matching).*", Pattern.DOTALL);

    private Handshakes() {}

    /** A sentence; null when the call did not fail for its connection's security. */
    public static @Nullable String sentence(io.grpc.Status status) {
        for (Throwable cause = status.getCause(); cause != null; cause = cause.getCause()) {
            String sentence = sentence(cause, String.valueOf(cause.getMessage()));
            if (sentence != null) {
                return sentence;
            }
        }
        if (String.valueOf(status.getDescription()).contains(PLAINTEXT)) {
            return PLAINTEXT;
        }
        return CLOSED.equals(status.getDescription())
                ? "the server closed the connection before a word of HTTP/2; a port with TLS does so to plaintext (expected:"
                        + " TLS on both sides or on none)"
                : null;
    }

    private static @Nullable String sentence(Throwable cause, String words) {
        if (cause.getClass().getSimpleName().equals("NotSslRecordException")
                || words.contains("Unsupported or unrecognized SSL message")) {
            return "the server speaks plaintext on this port (expected: TLS, as this client does)";
        }
        if (cause instanceof CertificateExpiredException) {
            return "the server's certificate has ended, " + words + " (expected: one that holds today)";
        }
        if (cause instanceof CertificateNotYetValidException) {
            return "the server's certificate does not hold yet, " + words + " (expected: one that holds today)";
        }
        if (cause instanceof CertificateException && NAME.matcher(words).matches()) {
            return "the server's certificate is for another name (expected: the one that is called): " + words;
        }
        if (cause.getClass().getSimpleName().equals("SunCertPathBuilderException")) {
            return "the server's certificate comes from an authority that this client does not trust (expected: one it trusts)";
        }
        Matcher alert = ALERT.matcher(words);
        return alert.find() ? refused(alert.group(1).toLowerCase(Locale.ROOT).replace('_', ' ')) : null;
    }

    private static String refused(String alert) {
        return alert.equals("certificate required") || alert.equals("handshake failure")
                ? "the server requires a certificate of its clients (expected: one that it accepts): " + alert
                : "the server ended the TLS handshake (expected: a certificate that it accepts, if it asks for one): "
                        + alert;
    }
}
