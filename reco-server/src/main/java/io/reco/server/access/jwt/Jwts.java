package io.reco.server.access.jwt;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import org.jspecify.annotations.Nullable;

import io.reco.server.access.Caller;
import io.reco.server.access.Denial;
import io.reco.server.access.Role;
import io.reco.server.domain.Ids;

/**
 * Tells whose a JWT is. What was verified is remembered by its hash until it expires, or the keys change: a signature costs more
 * than a page may.
 */
public final class Jwts {

    private static final int REMEMBERED_MAX = 10_000;
    private static final Duration SKEW = Duration.ofSeconds(60);
    /** In lower case; empty for none. RFC 7519 section 5.1, RFC 9068 section 2.1. */
    private static final Set<String> TYPES = Set.of("", "jwt", "at+jwt", "application/at+jwt");

    private static final List<String> TIMES = List.of("exp", "nbf", "iat");
    private static final Instant TIME_MAX = Instant.parse("9999-12-31T23:59:59Z");

    private final JwtTerms terms;
    private final Keys keys;
    private final Clock clock;
    private final Cache<String, Verified> remembered =
            Caffeine.newBuilder().maximumSize(REMEMBERED_MAX).build();

    public Jwts(JwtTerms terms, Keys keys, Clock clock) {
        this.terms = terms;
        this.keys = keys;
        this.clock = clock;
    }

    /** Of what was verified with these keys, until a time in milliseconds since 1970 UTC. */
    private record Verified(Caller caller, long untilMs, KeySet keys) {}

    /** Whether a text has the form of a JWT. */
    public static boolean isLike(String token) {
        return token.startsWith("eyJ") && token.indexOf('.') > 0;
    }

    /** Whose it is, if that is known without verifying it. */
    public Optional<Caller> known(String token) {
        @Nullable Verified verified = remembered.getIfPresent(hash(token));
        return verified != null
                        && clock.millis() < verified.untilMs()
                        && keys.get()
                                .filter(now -> isSame(now, verified.keys()))
                                .isPresent()
                ? Optional.of(verified.caller())
                : Optional.empty();
    }

    @SuppressWarnings(
            "ReferenceEquality") // keys are one object until they change; comparing each costs more than a page may
    private static boolean isSame(KeySet one, KeySet other) {
        return one == other;
    }

    /**
     * Whose it is.
     *
     * @throws Denial when it is not to be believed, saying why without quoting it
     */
    public Caller verify(String token) {
        SignedJWT jwt = parsed(token);
        KeySet current = keys.get().orElseThrow(Jwts::noKeys);
        requireSigned(jwt, current);
        requireTimes(jwt);
        JWTClaimsSet claims = claims(jwt);
        long untilMs = requireInForce(claims);
        require(terms.issuer().equals(claims.getIssuer()), "iss", "another", terms.issuer());
        require(claims.getAudience().contains(terms.audience()), "aud", "others", terms.audience());
        Caller caller = caller(claims);
        remembered.put(hash(token), new Verified(caller, untilMs, current));
        return caller;
    }

    private static SignedJWT parsed(String token) {
        SignedJWT jwt;
        try {
            jwt = SignedJWT.parse(token);
        } catch (ParseException | IllegalArgumentException e) {
            throw refused(
                    "authorization: an unreadable token (expected: a JWT signed with " + Signatures.EXPECTED + ")");
        }
        JWSHeader header = jwt.getHeader();
        require(Signatures.ALGORITHMS.contains(header.getAlgorithm()), "alg", "another", Signatures.EXPECTED);
        String type = header.getType() == null ? "" : header.getType().getType().toLowerCase(Locale.ROOT);
        require(TYPES.contains(type), "typ", "another", "JWT, at+jwt or none");
        @Nullable Set<String> critical = header.getCriticalParams();
        require(critical == null, "crit", "given", "none");
        return jwt;
    }

    private void requireSigned(SignedJWT jwt, KeySet current) {
        List<JWK> candidates = current.of(jwt.getHeader());
        if (candidates.stream().anyMatch(key -> Signatures.isSigned(jwt, key))) {
            return;
        }
        if (candidates.isEmpty() && keys.renew()) {
            throw noKeys();
        }
        String what = candidates.isEmpty() ? "kid: unknown" : "signature: wrong";
        throw refused("authorization: a JWT with " + what + " (expected: one signed with a key of the issuer)");
    }

    private static Denial noKeys() {
        return Denial.unavailable("KEYS_UNAVAILABLE", "the keys that this token is verified with are being fetched");
    }

    private static JWTClaimsSet claims(SignedJWT jwt) {
        try {
            return jwt.getJWTClaimsSet();
        } catch (ParseException e) {
            throw refused("authorization: a JWT with unreadable claims (expected: a JSON object, RFC 7519)");
        }
    }

    /** A number that the library would cut to another moment is none, and neither is one that is no number. */
    private static void requireTimes(SignedJWT jwt) {
        @Nullable Map<String, Object> said = jwt.getPayload().toJSONObject();
        for (String claim : TIMES) {
            @Nullable Object time = said == null ? null : said.get(claim);
            if (time != null) {
                boolean possible =
                        time instanceof Number number && Math.abs(number.doubleValue()) <= TIME_MAX.getEpochSecond();
                require(possible, claim, "no time", "seconds since 1970 UTC, before the year 10000");
            }
        }
    }

    /** Until when, in milliseconds since 1970 UTC. */
    @SuppressWarnings("JavaUtilDate") // the library has no other
    private long requireInForce(JWTClaimsSet claims) {
        long nowMs = clock.millis();
        @Nullable Date expires = claims.getExpirationTime();
        @Nullable Date begins = claims.getNotBeforeTime();
        if (expires == null) {
            throw refused("authorization: a JWT with exp: none (expected: a time)");
        }
        if (nowMs - SKEW.toMillis() >= expires.getTime()) {
            throw Denial.unauthenticated("TOKEN_EXPIRED", "authorization: a JWT with exp: past (expected: to come)");
        }
        boolean begun = begins == null || begins.getTime() <= nowMs + SKEW.toMillis();
        require(begun, "nbf", "to come", "past");
        return expires.getTime() + SKEW.toMillis();
    }

    private Caller caller(JWTClaimsSet claims) {
        @Nullable String subject = claims.getSubject();
        if (subject == null || !Ids.isId(subject)) {
            throw refused("authorization: a JWT with sub: none, or no id (expected: " + Ids.EXPECTED + ")");
        }
        if (claims.getClaims().containsKey(terms.rolesClaim())) {
            return Caller.withRoles(subject, roles(claims.getClaim(terms.rolesClaim())));
        }
        require(terms.readers(), terms.rolesClaim(), "none", "roles, as tokens of readers are not taken here");
        return Caller.ofReader(subject);
    }

    /** Those of ours among the claim's: a list of texts, or one text with blanks between. An issuer may have others, too. */
    private static Set<Role> roles(@Nullable Object claim) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        if (claim instanceof List<?> list) {
            list.forEach(word -> Role.of(String.valueOf(word)).ifPresent(roles::add));
        } else if (claim instanceof String text) {
            List.of(text.strip().split("\\s+", -1))
                    .forEach(word -> Role.of(word).ifPresent(roles::add));
        } else {
            throw refused("authorization: a JWT with roles of another form (expected: a list of texts, or one text)");
        }
        return roles;
    }

    private static void require(boolean met, String field, String value, String expected) {
        if (!met) {
            throw refused("authorization: a JWT with " + field + ": " + value + " (expected: " + expected + ")");
        }
    }

    private static Denial refused(String description) {
        return Denial.unauthenticated("TOKEN_REFUSED", description);
    }

    private static String hash(String token) {
        try {
            byte[] text = token.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
