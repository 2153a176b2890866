package io.reco.server.access.quota;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.reco.server.access.Caller;
import io.reco.server.access.Role;

/**
 * One of the quotas that there can be: of a group of callers, each of whom has it whole.
 *
 * @param group a role; or {@link #READER}, or {@link #ANYBODY}
 */
public record Quota(String group, Kind kind) {

    /** Callers who speak for one reader. */
    static final String READER = "reader";

    /** Who calls a server that asks nobody who they are: told apart by where they call from. */
    static final String ANYBODY = "anybody";

    /** What is counted. */
    public enum Kind {
        CALLS(""),
        /** Articles, events and ids that calls carry. */
        ITEMS("-items");

        private final String suffix;

        Kind(String suffix) {
            this.suffix = suffix;
        }
    }

    /** All there can be. */
    static List<Quota> all() {
        List<Quota> all = new ArrayList<>();
        Stream.concat(Stream.of(Role.values()).map(Role::text), Stream.of(READER, ANYBODY))
                .forEach(group -> {
                    for (Kind kind : Kind.values()) {
                        all.add(new Quota(group, kind));
                    }
                });
        return all;
    }

    /** Those that a caller comes under: one for each role. */
    static List<Quota> of(Caller caller, Kind kind) {
        if (caller.equals(Caller.ANYBODY)) {
            return List.of(new Quota(ANYBODY, kind));
        }
        if (caller.reader().isPresent()) {
            return List.of(new Quota(READER, kind));
        }
        return caller.roles().stream().map(role -> new Quota(role.text(), kind)).toList();
    }

    /** Such as {@code feed} or {@code feed-items}. */
    public String text() {
        return group + kind.suffix;
    }
}
