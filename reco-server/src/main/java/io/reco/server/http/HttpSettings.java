package io.reco.server.http;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * How the HTTP port speaks to the network.
 *
 * @param host address to bind
 * @param port 0 picks a free one
 * @param hosts names that requests may be sent to, in lower case, beside addresses and localhost
 * @param origins of web pages that may call, as browsers write them
 * @param deadlineMax longest a call may last
 * @param tls empty for plain HTTP
 */
public record HttpSettings(
        String host, int port, Set<String> hosts, Set<String> origins, Duration deadlineMax, Optional<Tls> tls) {

    public HttpSettings {
        hosts = Set.copyOf(hosts);
        origins = Set.copyOf(origins);
    }

    /**
     * What TLS is spoken with.
     *
     * @param contexts makes one that goes by the certificates that hold then
     * @param changes runs what it is given at once, and whenever other certificates hold
     * @param asksForCertificates whether clients may show one; none must
     */
    public record Tls(Supplier<SSLContext> contexts, Consumer<Runnable> changes, boolean asksForCertificates) {}
}
