package io.reco.server.console.visit;

import java.util.Optional;

import io.grpc.Metadata;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

import io.reco.server.access.Access;
import io.reco.server.access.Caller;
import io.reco.server.access.Credentials;
import io.reco.server.access.Denial;

/**
 * Who asks for a page: by a header of the request, as programs do and proxies that sign people in; by the token that was pasted;
 * or by a certificate.
 *
 * @param caller empty for who is not let in
 * @param denial why; empty for who is
 * @param bearer what is sent with calls; empty for nothing
 * @param pasted whether that is the token that was pasted
 */
public record Visitor(Optional<Caller> caller, String denial, Optional<String> bearer, boolean pasted) {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    static Visitor of(Request request, Access access) {
        Optional<String> header = Optional.ofNullable(request.getHeaders().get(HttpHeader.AUTHORIZATION));
        Optional<String> pasted = Cookies.token(request).map(token -> "Bearer " + token);
        return with(header.or(() -> pasted), header.isEmpty() && pasted.isPresent(), request, access);
    }

    /** Who would come with this token. */
    public static Visitor pasting(String token, Request request, Access access) {
        return with(Optional.of("Bearer " + token), true, request, access);
    }

    private static Visitor with(Optional<String> bearer, boolean pasted, Request request, Access access) {
        EndPoint.SslSessionData tls =
                request.getConnectionMetaData().getConnection().getEndPoint().getSslSessionData();
        Credentials credentials = new Credentials(
                bearer,
                Optional.ofNullable(tls).map(EndPoint.SslSessionData::sslSession),
                Optional.ofNullable(request.getConnectionMetaData().getRemoteSocketAddress()));
        try {
            return new Visitor(Optional.of(access.caller(credentials)), "", bearer, pasted);
        } catch (Denial denial) {
            access.denied(denial);
            return new Visitor(Optional.empty(), denial.description(), bearer, pasted);
        }
    }

    /** What calls are made with. */
    Metadata metadata() {
        Metadata metadata = new Metadata();
        bearer.ifPresent(value -> metadata.put(AUTHORIZATION, value));
        return metadata;
    }

    /** Whose page this is, for the page itself: a name and roles; empty where nobody is asked who they are. */
    public String said() {
        return caller.filter(known -> !known.equals(Caller.ANYBODY))
                .map(known -> known.reader().isPresent() ? known.said() : known.name() + " · " + known.said())
                .orElse("");
    }
}
