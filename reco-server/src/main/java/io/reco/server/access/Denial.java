package io.reco.server.access;

import java.util.Map;

/** Why a call is not let in. Its text never holds what the caller presented as a secret. */
public final class Denial extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What kind of denial it is. */
    public enum Kind {
        /** It is not known who calls. */
        UNAUTHENTICATED,
        /** It is known, and they may not. */
        PERMISSION_DENIED,
        /** Too much that was wrong came from there lately. */
        TOO_OFTEN,
        /** Who calls cannot be found out at the moment. */
        UNAVAILABLE
    }

    private final Kind kind;
    private final String reason;
    private final transient Map<String, String> details;

    private Denial(Kind kind, String reason, String description, Map<String, String> details) {
        super(description, null, false, false);
        this.kind = kind;
        this.reason = reason;
        this.details = Map.copyOf(details);
    }

    /** It is not known who calls; {@code reason} is a word for programs, such as {@code TOKEN_MISSING}. */
    public static Denial unauthenticated(String reason, String description) {
        return new Denial(Kind.UNAUTHENTICATED, reason, description, Map.of());
    }

    /** The caller has none of the roles that may. */
    public static Denial role(Caller caller, String expected) {
        return permission(
                "ROLE_MISSING",
                "role: " + caller.said() + " (expected: " + expected + ")",
                Map.of("roles", caller.said(), "expected", expected));
    }

    /** The caller may not; {@code details} has the values that the text names. */
    public static Denial permission(String reason, String description, Map<String, String> details) {
        return new Denial(Kind.PERMISSION_DENIED, reason, description, details);
    }

    /** Too much that was wrong came from there lately: to be tried again after a pause. */
    public static Denial tooOften(String description) {
        return new Denial(Kind.TOO_OFTEN, "TOO_MANY_FAILURES", description, Map.of());
    }

    /** Who calls cannot be found out at the moment: to be tried again after a pause. */
    public static Denial unavailable(String reason, String description) {
        return new Denial(Kind.UNAVAILABLE, reason, description, Map.of());
    }

    public Kind kind() {
        return kind;
    }

    /** A word for programs; there are few. */
    public String reason() {
        return reason;
    }

    /** What is to be told. */
    public String description() {
        return String.valueOf(getMessage());
    }

    /** The values that the description names. */
    public Map<String, String> details() {
        return details;
    }
}
