package io.reco.server.domain.refusal;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** A call that cannot be served, for a reason that the caller can act on. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What the caller can do about it. */
    public enum Reason {
        /** Send something else: the violations say what. */
        INVALID,
        /** Ask for something else: there is no such thing. */
        NOT_FOUND,
        /** Go on from elsewhere, the details say from where: what was asked for is not there any more. */
        GONE,
        /** Never here: what serves this call cannot do it. */
        UNSUPPORTED,
        /** Try again later: as many of these calls as there may be are under way. */
        BUSY,
        /** Try again later, or elsewhere: nothing was changed. */
        UNAVAILABLE,
        /** Another call of this reader had the same idempotency key and asked for something else. */
        CONFLICT,
        /** Writes are refused until an operator makes room; reads go on. */
        STORAGE_FULL
    }

    /**
     * One bad field.
     *
     * @param field its path in the request, such as {@code events[3].user_id}
     * @param description {@code field: value (expected: …)}
     * @param reason the same for programs, in {@code UPPER_CASE}
     */
    public record Violation(String field, String description, String reason) {

        /** The reason of one for which another writer was there first: what was read is not what is stored any more. */
        public static final String STALE = "STALE_ETAG";

        /** The reason of an event that its reader may not report, as it is of no page of theirs. */
        public static final String PAGE_NOT_OWN = "PAGE_NOT_OWN";

        private static final String INVALID_VALUE = "INVALID_VALUE";

        /** A violation in the one form all errors have. */
        public static Violation of(String field, Object value, String expected) {
            return described(field, field + ": " + shown(value) + " (expected: " + expected + ")");
        }

        /** A violation in words of its own. */
        public static Violation described(String field, String description) {
            return new Violation(field, description, INVALID_VALUE);
        }

        /** The same, for a reason that a program can tell from others. */
        public Violation because(String reason) {
            return new Violation(field, description, reason);
        }

        /** A text of a caller as it may stand in a path or a sentence: in quotes, short and printable. */
        public static String quoted(String text) {
            return '"' + shown(text) + '"';
        }

        /** Short and printable, whatever was sent. */
        private static String shown(Object value) {
            String text = value.toString();
            String cut = text.length() <= VALUE_CHARS_MAX ? text : text.substring(0, VALUE_CHARS_MAX) + "…";
            return cut.replaceAll("[\\p{Cntrl}\\p{Cs}]", "?");
        }
    }

    private static final int VALUE_CHARS_MAX = 80;

    private final Reason reason;
    private final String description;
    private final transient List<Violation> violations;
    private final transient Map<String, String> details;

    private Refusal(Reason reason, String message, List<Violation> violations, @Nullable Throwable cause) {
        this(reason, message, violations, Map.of(), cause);
    }

    private Refusal(
            Reason reason,
            String message,
            List<Violation> violations,
            Map<String, String> details,
            @Nullable Throwable cause) {
        super(message, cause);
        this.details = Map.copyOf(details);
        this.reason = reason;
        this.description = message;
        this.violations = List.copyOf(violations);
    }

    /** Bad input; at least one violation. */
    public static Refusal invalid(List<Violation> violations) {
        List<String> texts = violations.stream().map(Violation::description).toList();
        return new Refusal(Reason.INVALID, String.join("; ", texts), violations, null);
    }

    /** There is no such thing. */
    public static Refusal notFound(String message) {
        return new Refusal(Reason.NOT_FOUND, message, List.of(), null);
    }

    /** What was asked for is not there any more; the details say, for programs, from where to go on. */
    public static Refusal gone(String message, Map<String, String> details) {
        return new Refusal(Reason.GONE, message, List.of(), details, null);
    }

    /** What serves the call cannot do it. */
    public static Refusal unsupported(String message) {
        return new Refusal(Reason.UNSUPPORTED, message, List.of(), null);
    }

    /** As many such calls as there may be are under way. */
    public static Refusal busy(String message) {
        return new Refusal(Reason.BUSY, message, List.of(), null);
    }

    /** Something that may go better later. */
    public static Refusal unavailable(String message, @Nullable Throwable cause) {
        return new Refusal(Reason.UNAVAILABLE, message, List.of(), cause);
    }

    /** What was asked for contradicts what was asked for before. */
    public static Refusal conflict(String message) {
        return new Refusal(Reason.CONFLICT, message, List.of(), null);
    }

    /** The store has no room to write. */
    public static Refusal storageFull(String message, @Nullable Throwable cause) {
        return new Refusal(Reason.STORAGE_FULL, message, List.of(), cause);
    }

    public Reason reason() {
        return reason;
    }

    /** The message, which is never null here. */
    public String description() {
        return description;
    }

    /** For programs, what its text names; empty unless the reason is {@link Reason#GONE}. */
    public Map<String, String> details() {
        return details;
    }

    /** Empty unless the reason is {@link Reason#INVALID}. */
    public List<Violation> violations() {
        return violations;
    }
}
