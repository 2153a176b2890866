package io.reco.server.access.certificate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.security.auth.x500.X500Principal;

import io.reco.server.access.Caller;
import io.reco.server.access.Role;
import io.reco.server.access.file.AccessFile;

/**
 * Which subject of a client's certificate has which roles, one a line: {@code CN=cms,O=News:edit,feed}. Subjects are compared
 * whole, as distinguished names (RFC 4514), without case and with blanks as they like.
 */
public record ClientRoles(Map<X500Principal, Caller> callers) {

    private static final String EXPECTED = "SUBJECT:roles, such as CN=cms,O=News:edit,feed; each subject once";

    public ClientRoles {
        callers = Map.copyOf(callers);
    }

    /** What a file's text names; empty when a fault was told. */
    public static Optional<ClientRoles> parse(String text, AccessFile.Faults faults) {
        Map<X500Principal, Caller> callers = new LinkedHashMap<>();
        for (AccessFile.Line line : AccessFile.lines(text)) {
            int colon = line.text().lastIndexOf(':');
            Optional<X500Principal> subject =
                    colon < 0 ? Optional.empty() : subject(line.text().substring(0, colon));
            Optional<Caller> caller = subject.flatMap(name ->
                    Role.list(line.text().substring(colon + 1)).map(roles -> Caller.withRoles(name.getName(), roles)));
            if (caller.isEmpty() || callers.put(subject.get(), caller.get()) != null) {
                faults.add(Integer.toString(line.number()), EXPECTED);
            }
        }
        return Optional.of(new ClientRoles(callers));
    }

    private static Optional<X500Principal> subject(String text) {
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(new X500Principal(text.strip()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Who is at the other end of a connection; empty where no certificate was shown, or one of a subject without roles. */
    public Optional<Caller> caller(SSLSession session) {
        try {
            return session.getPeerPrincipal() instanceof X500Principal subject
                    ? Optional.ofNullable(callers.get(subject))
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }
}
