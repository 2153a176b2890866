package io.reco.server.console.visit;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/**
 * What browsers keep for us: the token that was pasted, and a secret for forms. Scripts do not see them, other sites' pages do
 * not bring them along, and they end with the browser. Without a path they are for the folder that we are in, also where that
 * is a proxy's.
 */
public final class Cookies {

    /** A browser keeps no cookie of more than 4,096 bytes, name and all. */
    public static final int TOKEN_LENGTH_MAX = 2_900;

    private static final String TOKEN = "reco-token";
    private static final String FORMS = "reco-forms";
    private static final int SECRET_BYTES = 18;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Cookies() {}

    /** The token that this browser signed in with; empty for none. */
    static Optional<String> token(Request request) {
        return find(request, TOKEN).flatMap(Cookies::decoded);
    }

    private static Optional<String> decoded(String value) {
        try {
            return Optional.of(new String(Base64.getUrlDecoder().decode(value), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Signs this browser in. */
    public static void keepToken(String token, Request request, Response response) {
        String value = Base64.getUrlEncoder().withoutPadding().encodeToString(token.getBytes(StandardCharsets.UTF_8));
        set(TOKEN, value, request, response);
    }

    /** Signs this browser out. */
    public static void forgetToken(Request request, Response response) {
        Response.addCookie(response, cookie(TOKEN, "", request).maxAge(0).build());
    }

    /** The browser's secret for forms; a new one where it has none. */
    static String formSecret(Request request, Response response) {
        return find(request, FORMS).orElseGet(() -> {
            byte[] bytes = new byte[SECRET_BYTES];
            RANDOM.nextBytes(bytes);
            String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            set(FORMS, secret, request, response);
            return secret;
        });
    }

    private static Optional<String> find(Request request, String name) {
        return Request.getCookies(request).stream()
                .filter(cookie -> cookie.getName().equals(name))
                .map(HttpCookie::getValue)
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    private static void set(String name, String value, Request request, Response response) {
        Response.addCookie(response, cookie(name, value, request).build());
    }

    private static HttpCookie.Builder cookie(String name, String value, Request request) {
        return HttpCookie.build(name, value)
                .httpOnly(true)
                .sameSite(HttpCookie.SameSite.STRICT)
                .secure(request.isSecure());
    }
}
