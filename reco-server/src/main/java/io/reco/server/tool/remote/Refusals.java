package io.reco.server.tool.remote;

import java.util.ArrayList;
import java.util.List;

import io.reco.api.v1.FieldViolation;
import io.reco.api.v1.Refusal;

/** Reads what a server says of a row that it refused. */
public final class Refusals {

    private static final String TOO_OLD = "TOO_OLD";

    private Refusals() {}

    /** Why, without the row's place in the call. */
    public static String text(Refusal refusal) {
        List<String> reasons = new ArrayList<>();
        for (FieldViolation violation : refusal.getViolationsList()) {
            reasons.add(violation.getDescription().replaceFirst("^[a-z]+\\[\\d+]\\.", ""));
        }
        return reasons.isEmpty() ? refusal.getMessage() : String.join("; ", reasons);
    }

    /** Whether it is an event so old that nobody knows whether it was counted before: as in a dump of all that ever was. */
    public static boolean isTooOld(Refusal refusal) {
        List<FieldViolation> violations = refusal.getViolationsList();
        return !violations.isEmpty()
                && violations.stream()
                        .allMatch(violation -> violation.getReason().equals(TOO_OLD));
    }
}
