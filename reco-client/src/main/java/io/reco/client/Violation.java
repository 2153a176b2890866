package io.reco.client;

import java.util.Objects;

/**
 * One thing wrong with a request.
 *
 * @param field the field as the server names it, for example {@code page_size}; of a {@link Refused} item its own field, for
 *     example {@code article_id}
 * @param description for example {@code page_size: -1 (expected: 0 or more)}
 * @param reason the same for programs, for example {@code INVALID_VALUE}; empty when the server gave none
 */
public record Violation(String field, String description, String reason) {
    public Violation {
        Objects.requireNonNull(field, "field");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(reason, "reason");
    }

    /** One without a reason. */
    public Violation(String field, String description) {
        this(field, description, "");
    }
}
