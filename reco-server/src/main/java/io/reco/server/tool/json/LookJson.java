package io.reco.server.tool.json;

import io.reco.client.operations.ArticleFunnel;

/** What operators look at, as the contract writes it. */
public final class LookJson {

    private static final String SOURCE = "SOURCE_";

    private LookJson() {}

    public static Json of(ArticleFunnel funnel) {
        return new Json().children("hours", funnel.hours(), LookJson::of).time("startTime", funnel.since());
    }

    private static Json of(ArticleFunnel.HourUse use) {
        return new Json()
                .time("startTime", use.hour())
                .value("source", SOURCE, use.source())
                .text("placement", use.placement())
                .number("exposedCount", use.exposed())
                .number("openedCount", use.opened())
                .number("readCount", use.read())
                .number("sharedCount", use.shared());
    }
}
