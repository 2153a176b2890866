package io.reco.server.access;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * To whom something is shown that belongs to no call of the contract, such as metrics.
 *
 * @param isOpen to everybody, whoever they are
 * @param roles else to who has one of these; none: to nobody
 */
public record Openness(boolean isOpen, Set<Role> roles) {

    /** To everybody. */
    public static final Openness OPEN = new Openness(true, Set.of());

    /** To nobody: it is not there. */
    public static final Openness OFF = new Openness(false, Set.of());

    /** To who has a role, whichever. */
    public static final Openness ANY_ROLE = new Openness(false, EnumSet.allOf(Role.class));

    /** How one is written. */
    public static final String FORM = "open|off|ROLE,…";

    /** What one may be, in the words of a refusal. */
    public static final String EXPECTED = "open, off, or roles of " + Role.texts();

    public Openness {
        roles = Set.copyOf(roles);
    }

    /** What a text says; empty when it says nothing of the kind. */
    public static Optional<Openness> parse(String text) {
        return switch (text) {
            case "open" -> Optional.of(OPEN);
            case "off" -> Optional.of(OFF);
            default -> Role.list(text).map(roles -> new Openness(false, roles));
        };
    }

    /** Whether it is there at all. */
    public boolean isThere() {
        return isOpen || !roles.isEmpty();
    }

    /** Lets a caller see it, who is asked for only where it is not open. */
    public void require(Access access, Credentials credentials) {
        if (isOpen) {
            return;
        }
        Caller caller = access.caller(credentials);
        if (Collections.disjoint(caller.roles(), roles) && !caller.roles().contains(Role.ADMIN)) {
            String expected = EnumSet.copyOf(roles).stream().map(Role::text).collect(Collectors.joining(" or "));
            throw Denial.role(caller, expected);
        }
    }
}
