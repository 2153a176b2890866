package io.reco.server.tool.remote;

import java.util.stream.Collectors;

import io.reco.client.Refused;
import io.reco.client.Violation;

/** Reads what a server says of a row that it refused. */
public final class Refusals {

    private static final String TOO_OLD = "TOO_OLD";

    private Refusals() {}

    /** Why, on one line. */
    public static String text(Refused<?> refused) {
        return refused.violations().stream().map(Violation::description).collect(Collectors.joining("; "));
    }

    /** Whether it is an event so old that nobody knows whether it was counted before: as in a dump of all that ever was. */
    public static boolean isTooOld(Refused<?> refused) {
        return refused.violations().stream()
                .allMatch(violation -> violation.reason().equals(TOO_OLD));
    }
}
