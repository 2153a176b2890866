package io.reco.server.domain;

/** What a reader can do with an article. Codes are those of {@code reco.v1.EventType} and are stored; never renumber. */
public enum EventType {
    EXPOSE(1),
    VIEW(2),
    READ(3),
    LIKE(4),
    BOOKMARK(5),
    COMMENT(6),
    SHARE(7),
    DISLIKE(8),
    HIDE(9);

    /** Added to a type's code it stands for taking such an event back. */
    private static final int RETRACTED = 1 << 5;

    private static final EventType[] BY_CODE = new EventType[10];

    static {
        for (EventType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;

    EventType(int code) {
        this.code = code;
    }

    /** 1..9. */
    public int code() {
        return code;
    }

    /** The type of a code; {@link IllegalArgumentException} for an unknown one. */
    public static EventType of(int code) {
        if (code < 1 || code >= BY_CODE.length) {
            throw new IllegalArgumentException("event type code: " + code + " (expected: 1..9)");
        }
        return BY_CODE[code];
    }

    /** A number for events of this type, or for their retractions; stored. */
    public int deed(boolean retracted) {
        return retracted ? code | RETRACTED : code;
    }

    /** The type that such a number is of. */
    public static EventType ofDeed(int deed) {
        return of(deed & ~RETRACTED);
    }

    /** Whether such a number stands for retractions. */
    public static boolean retracts(int deed) {
        return (deed & RETRACTED) != 0;
    }

    /** Whether the reader can take it back. */
    public boolean retractable() {
        return this == LIKE || this == BOOKMARK || rejects();
    }

    /** Whether the reader opened the article or did something that follows opening it. */
    public boolean engages() {
        return this != EXPOSE && !rejects();
    }

    /** Whether the reader does not want the article again. */
    public boolean rejects() {
        return this == DISLIKE || this == HIDE;
    }

    /** Whether the reader, who rejected the article before, wants it after all. Opening it is no such sign. */
    public boolean takesRejectionBack() {
        return this == LIKE || this == BOOKMARK || this == READ || this == SHARE;
    }
}
