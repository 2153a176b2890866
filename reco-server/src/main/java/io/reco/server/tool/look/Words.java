package io.reco.server.tool.look;

import java.util.Locale;

import io.reco.client.page.Exposure.Source;

/** Values of the client for people. */
final class Words {

    private Words() {}

    /** Such as {@code trending}; empty for what is not attributed to a page. */
    static String source(Source source) {
        return source == Source.UNKNOWN ? "" : source.name().toLowerCase(Locale.ROOT);
    }
}
