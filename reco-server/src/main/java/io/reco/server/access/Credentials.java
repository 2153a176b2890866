package io.reco.server.access;

import java.net.SocketAddress;
import java.util.List;
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

    /**
     * As a transport has them.
     *
     * @param authorizations all headers of this name, at most one: whoever stands between may have looked at another
     *     one than the server would
     */
    public static Credentials of(
            List<String> authorizations, Optional<SSLSession> session, Optional<SocketAddress> address) {
        if (authorizations.size() > 1) {
            throw Denial.unauthenticated("TOKEN_REFUSED", "authorization: given twice (expected: once)");
        }
        return new Credentials(authorizations.stream().findFirst(), session, address);
    }

    @Override
    public String toString() {
        return "Credentials[***]";
    }
}
