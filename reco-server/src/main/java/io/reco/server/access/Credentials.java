package io.reco.server.access;

import java.net.SocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/**
 * What a call came with. Its text shows nothing of it.
 *
 * @param authorization the header of this name
 * @param session of the connection, where that is TLS
 * @param address where it came from, as far as the transport knows
 */
public record Credentials(
        Optional<String> authorization, Optional<SSLSession> session, Optional<SocketAddress> address) {

    @Override
    public String toString() {
        return "Credentials[***]";
    }
}
