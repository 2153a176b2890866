package io.reco.server.access.jwt;

import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the keys of JWTs are: in a file, or at a URL. Whoever can change what a URL gives can make tokens, so it is {@code
 * https}, or of this machine.
 */
public record KeyPlace(Optional<Path> file, Optional<URL> url) {

    /** What one may be, in the words of a refusal. */
    public static final String EXPECTED = "an https URL, or the path of a file";

    /** What a text says; empty when it says neither. */
    public static Optional<KeyPlace> parse(String text) {
        if (text.contains("://")) {
            return url(text).map(url -> new KeyPlace(Optional.empty(), Optional.of(url)));
        }
        try {
            return Optional.of(new KeyPlace(Optional.of(Path.of(text)), Optional.empty()));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<URL> url(String text) {
        try {
            URI uri = new URI(text);
            boolean good = uri.getHost() != null
                    && ("https".equalsIgnoreCase(uri.getScheme())
                            || ("http".equalsIgnoreCase(uri.getScheme()) && isLoopback(uri.getHost())));
            return good ? Optional.of(uri.toURL()) : Optional.empty();
        } catch (URISyntaxException | MalformedURLException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
