package io.reco.client;

import java.util.Objects;

/**
 * One thing wrong with a request.
 *
 * @param field the field as the server names it, for example {@code article_num}
 * @param description for example {@code article_num: 101 (expected: 0..100)}
 */
public record Violation(String field, String description) {
    public Violation {
        Objects.requireNonNull(field, "field");
        Objects.requireNonNull(description, "description");
    }
}
