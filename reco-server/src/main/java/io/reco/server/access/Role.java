package io.reco.server.access;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a caller is to the service. A caller has one role or more; what one of them may do, the caller may do. */
public enum Role {
    /** Asks for pages: an app's backend, a website. */
    READ,
    /** Reports events, and tells which readers are one. */
    FEED,
    /** Keeps the catalogue. */
    EDIT,
    /** Explains pages and looks at one reader's data. */
    SUPPORT,
    /** Operates the server. */
    ADMIN;

    /** Such as {@code read}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role that a text names, in lower case; empty when it names none. */
    public static Optional<Role> of(String text) {
        return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
    }

    /** The roles that a text names, with commas between them; empty when it names none, or what is none. */
    public static Optional<Set<Role>> list(String text) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String word : text.split(",", -1)) {
            Optional<Role> role = of(word.strip());
            if (role.isEmpty()) {
                return Optional.empty();
            }
            roles.add(role.get());
        }
        return Optional.of(roles);
    }

    /** All of them, for messages. */
    public static String texts() {
        return Arrays.stream(values()).map(Role::text).collect(Collectors.joining(", "));
    }
}
