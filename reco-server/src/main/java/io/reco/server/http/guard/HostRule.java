package io.reco.server.http.guard;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;

/**
 * Which {@code Host} a request may name: any address, {@code localhost}, and the names that the server was told. A name that an
 * attacker's DNS leads here is none of them, so no web page reads answers by way of it (DNS rebinding).
 */
public final class HostRule {

    private static final String EXPECTED = "an address, localhost, or a name of --http-hosts";

    private final Set<String> names;

    /** @param names in lower case, without ports */
    public HostRule(Set<String> names) {
        this.names = Set.copyOf(names);
    }

    /** What is wrong with this {@code Host}; empty for nothing. */
    public Optional<String> refusal(String host) {
        return isOurs(host) ? Optional.empty() : Optional.of("host: " + host + " (expected: " + EXPECTED + ")");
    }

    private boolean isOurs(String host) {
        try {
            String name = HostAndPort.fromString(host).getHost().toLowerCase(Locale.ROOT);
            return name.equals("localhost") || names.contains(name) || InetAddresses.isInetAddress(name);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
