package io.reco.server.console.answer;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** What every answer tells browsers: to load nothing from elsewhere, and to let nobody else look in. */
final class Headers {

    private static final String POLICY =
            "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; " + "frame-ancestors 'none'";

    private Headers() {}

    /** @param cache for {@code Cache-Control} */
    static void put(HttpFields.Mutable fields, String type, String cache) {
        fields.put(HttpHeader.CONTENT_TYPE, type);
        fields.put(HttpHeader.CACHE_CONTROL, cache);
        fields.put("content-security-policy", POLICY);
        fields.put("x-content-type-options", "nosniff");
        // Not "no-referrer": a form of ours would then come without its origin.
        fields.put("referrer-policy", "same-origin");
        fields.put("cross-origin-opener-policy", "same-origin");
        fields.put("cross-origin-resource-policy", "same-origin");
    }
}
