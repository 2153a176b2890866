package io.reco.client;

import java.util.List;
import java.util.Objects;

/**
 * Something the server did not take, and would not take the next time either.
 *
 * @param index its position among what was sent, from 0
 * @param what the event or article itself
 * @param violations what is wrong with it
 */
public record Refused<T>(int index, T what, List<Violation> violations) {
    public Refused {
        Objects.requireNonNull(what, "what");
        violations = List.copyOf(violations);
    }
}
