package io.reco.server.http.guard;

import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * Which web pages may call: those that came from this very host and port, and those of the origins that the server was told
 * (Fetch standard, CORS). Who is no web page sends no {@code Origin}.
 */
public final class OriginRule {

    private static final String ALLOWED_HEADERS =
            "authorization, connect-protocol-version, connect-timeout-ms, content-type, idempotency-key";
    private static final String EXPOSED_HEADERS = "retry-after, trailer-grpc-retry-pushback-ms";
    private static final String PREFLIGHT_S = "600";
    private static final List<String> SCHEMES = List.of("http://", "https://");

    private final Set<String> origins;

    /** @param origins such as {@code https://www.example.org}, as browsers write them */
    public OriginRule(Set<String> origins) {
        this.origins = Set.copyOf(origins);
    }

    /** Whether a request with these headers may come from where it says; {@code host} is what it was sent to. */
    public boolean allows(HttpFields request, String host) {
        List<String> named = request.getValuesList(HttpHeader.ORIGIN);
        return named.stream().allMatch(origin -> isSame(origin, host) || origins.contains(origin));
    }

    private static boolean isSame(String origin, String host) {
        return SCHEMES.stream().anyMatch(scheme -> origin.equals(scheme + host.toLowerCase(Locale.ROOT)));
    }

    /** Lets the page of an allowed origin read the answer. */
    public void allow(HttpFields request, HttpFields.Mutable answer) {
        answer.add(HttpHeader.VARY, HttpHeader.ORIGIN.asString());
        String origin = request.get(HttpHeader.ORIGIN);
        if (origin != null && origins.contains(origin)) {
            answer.put("access-control-allow-origin", origin);
            answer.put("access-control-expose-headers", EXPOSED_HEADERS);
        }
    }

    /** Says what such a page may send. */
    public void allowNext(HttpFields.Mutable answer, String methods) {
        answer.put("access-control-allow-methods", methods);
        answer.put("access-control-allow-headers", ALLOWED_HEADERS);
        answer.put("access-control-max-age", PREFLIGHT_S);
    }
}
