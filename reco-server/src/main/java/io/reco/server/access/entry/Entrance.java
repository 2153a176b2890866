package io.reco.server.access.entry;

import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.reco.server.access.Access;
import io.reco.server.access.Caller;
import io.reco.server.access.Credentials;
import io.reco.server.access.Denial;
import io.reco.server.access.certificate.ClientRoles;
import io.reco.server.access.file.AccessFile;
import io.reco.server.access.file.Reloaded;
import io.reco.server.access.jwt.FetchedKeys;
import io.reco.server.access.jwt.FileKeys;
import io.reco.server.access.jwt.Jwts;
import io.reco.server.access.jwt.Keys;
import io.reco.server.access.token.Tokens;

/**
 * Finds out who calls: by a bearer token where there is one, which then decides alone; else by the client's certificate.
 *
 * <p>Where too many attempts failed from one address lately, no more JWTs from there are verified for a while. What costs next to
 * nothing to know goes on: static tokens, and JWTs that were verified before. So whoever shares an address with an attacker,
 * behind one NAT, stays in, and only who comes with a new JWT has to wait.
 */
public final class Entrance implements Access, AutoCloseable {

    /** So often files are looked at; a change holds after the second look. */
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private static final String SCHEME = "bearer ";

    private final List<AutoCloseable> watched = new ArrayList<>();
    private final Optional<Supplier<Tokens>> tokens;
    private final Optional<Supplier<ClientRoles>> clients;
    private final Optional<Jwts> jwts;
    private final FailedAttempts failures = new FailedAttempts();
    private final Map<String, LongAdder> denials = new ConcurrentHashMap<>();
    private final String expected;

    private Entrance(Ways ways, FetchedKeys.Pace pace, Clock clock) {
        tokens = ways.tokens().map(file -> watch("tokens", file, Tokens::parse));
        clients = ways.clientRoles().map(file -> watch("roles of client certificates", file, ClientRoles::parse));
        jwts = ways.jwt().map(jwt -> new Jwts(jwt.terms(), keys(jwt, pace), clock));
        boolean bearers = tokens.isPresent() || jwts.isPresent();
        expected = bearers && clients.isPresent()
                ? "Bearer TOKEN, or a client certificate that has roles"
                : bearers ? "Bearer TOKEN" : "a client certificate that has roles";
    }

    /** Opens the ways in. Files that cannot be used should have been told before, see {@link #check}. */
    public static Entrance open(Ways ways, FetchedKeys.Pace pace, Clock clock) {
        return new Entrance(ways, pace, clock);
    }

    /** One of the ways in. */
    public enum Way {
        TOKENS,
        CLIENT_ROLES,
        JWT
    }

    /** Takes in what is wrong with the file of a way. */
    public interface Faults {
        /** One fault: where it is, and what would be right. */
        void add(Way way, String place, String expected);
    }

    /** Tells what is wrong with the files. */
    public static void check(Ways ways, Faults faults) {
        ways.tokens()
                .ifPresent(file ->
                        AccessFile.check(file, Tokens::parse, (at, expected) -> faults.add(Way.TOKENS, at, expected)));
        ways.clientRoles()
                .ifPresent(file -> AccessFile.check(
                        file, ClientRoles::parse, (at, expected) -> faults.add(Way.CLIENT_ROLES, at, expected)));
        ways.jwt()
                .flatMap(jwt -> jwt.keys().file())
                .ifPresent(file -> FileKeys.check(file, (at, expected) -> faults.add(Way.JWT, at, expected)));
    }

    private <T> Supplier<T> watch(String what, Path file, AccessFile.Parser<T> parser) {
        T first = AccessFile.read(file, parser, (place, said) -> {})
                .orElseThrow(() -> new IllegalStateException(file + ": bad (expected: checked before)"));
        Reloaded<T> reloaded = Reloaded.watch(what, file, parser, first, PERIOD);
        watched.add(reloaded);
        return reloaded;
    }

    private Keys keys(Ways.Jwt jwt, FetchedKeys.Pace pace) {
        Keys keys = jwt.keys()
                .file()
                .<Keys>map(file -> FileKeys.watch(file, PERIOD))
                .orElseGet(() -> FetchedKeys.from(jwt.keys().url().orElseThrow(), pace));
        watched.add(keys);
        return keys;
    }

    @Override
    public boolean authenticates() {
        return true;
    }

    @Override
    public boolean isQuick() {
        return jwts.isEmpty();
    }

    @Override
    public Caller caller(Credentials credentials) {
        @Nullable String authorization = credentials.authorization().orElse(null);
        if (authorization != null) {
            return ofToken(bearer(authorization), credentials.address());
        }
        return clients.flatMap(known -> credentials.session().flatMap(known.get()::caller))
                .orElseThrow(() -> missing("none"));
    }

    private Caller ofToken(String token, Optional<SocketAddress> from) {
        Optional<Caller> known = tokens.flatMap(file -> file.get().caller(token));
        if (known.isPresent()) {
            return known.get();
        }
        Optional<Jwts> verifier = jwts.filter(any -> Jwts.isLike(token));
        Optional<Caller> verified = verifier.flatMap(all -> all.known(token));
        if (verified.isPresent()) {
            return verified.get();
        }
        if (failures.areTooMany(from)) {
            throw Denial.tooOften("authorization: too many failed attempts from this address (expected: a pause)");
        }
        try {
            return verifier.orElseThrow(() -> Denial.unauthenticated(
                            "TOKEN_REFUSED", "authorization: an unknown token (expected: " + expected + ")"))
                    .verify(token);
        } catch (Denial denial) {
            if (denial.kind() == Denial.Kind.UNAUTHENTICATED) {
                failures.add(from);
            }
            throw denial;
        }
    }

    private String bearer(String authorization) {
        String said = authorization.strip();
        if (!said.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            throw missing("another scheme");
        }
        return said.substring(SCHEME.length()).strip();
    }

    private Denial missing(String said) {
        return Denial.unauthenticated("TOKEN_MISSING", "authorization: " + said + " (expected: " + expected + ")");
    }

    @Override
    public void denied(Denial denial) {
        denials.computeIfAbsent(denial.reason(), reason -> new LongAdder()).increment();
    }

    /** How many calls were not let in, by reason; there are few reasons. */
    public Map<String, Long> denials() {
        Map<String, Long> counts = new TreeMap<>();
        denials.forEach((reason, count) -> counts.put(reason, count.sum()));
        return counts;
    }

    @Override
    public void close() {
        for (AutoCloseable each : watched) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException("what watches files only stops a thread", e);
            }
        }
    }
}
