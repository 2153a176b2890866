package io.reco.server.access;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.grpc.Context;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a call. What looks at calls finds the caller of the current one by {@link #current}, on either transport, and
 * inside {@link #within} alone.
 *
 * @param name who it is, for operators: a token's or certificate's name, a JWT's subject; for a reader-scoped caller a reader's
 *     id, which belongs into no log above debug
 * @param roles what it may; none for a caller that is scoped to a reader
 * @param reader the one reader that it may speak for; empty for a caller that speaks for any
 */
public record Caller(String name, Set<Role> roles, Optional<String> reader) {

    /** Whoever calls a server that asks nobody who they are. */
    public static final Caller ANYBODY = new Caller("anybody", Set.of(Role.ADMIN), Optional.empty());

    private static final Context.Key<Caller> KEY = Context.key("caller");

    public Caller {
        roles = Set.copyOf(roles);
        if (reader.isPresent() && !roles.isEmpty()) {
            throw new IllegalArgumentException("roles: " + roles + " (expected: none, as the caller is one reader)");
        }
    }

    /** A program or a person, with roles. */
    public static Caller withRoles(String name, Set<Role> roles) {
        return new Caller(name, roles, Optional.empty());
    }

    /** One reader, or who speaks for them, such as their browser. */
    public static Caller ofReader(String reader) {
        return new Caller(reader, Set.of(), Optional.of(reader));
    }

    /** The caller of the current call. {@link IllegalStateException} outside of calls that were let in. */
    public static Caller current() {
        @Nullable Caller caller = KEY.get();
        if (caller == null) {
            throw new IllegalStateException("caller: none (expected: asked for within a call that was let in)");
        }
        return caller;
    }

    /** The context of a call of this caller. */
    public Context within(Context context) {
        return context.withValue(KEY, this);
    }

    /** What it is, for messages: {@code read, feed}. */
    public String said() {
        if (roles.isEmpty()) {
            return reader.isPresent() ? "one reader" : "none";
        }
        return EnumSet.copyOf(roles).stream().map(Role::text).collect(Collectors.joining(", "));
    }
}
