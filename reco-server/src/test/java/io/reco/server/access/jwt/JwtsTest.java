package io.reco.server.access.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.reco.server.MovableClock;
import io.reco.server.TokenIssuer;
import io.reco.server.access.Caller;
import io.reco.server.access.Denial;
import io.reco.server.access.Role;

/** Which JWTs are believed: every way to be wrong is refused, and the refusal quotes nothing of the token. */
class JwtsTest {

    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private static final long SKEW_S = 60;

    private static final ECKey ec = made(() -> TokenIssuer.p256("ec"));
    private static final RSAKey rsa = made(() -> TokenIssuer.rsa("rsa", 2_048));
    private static final TokenIssuer.EdKey ed = made(() -> TokenIssuer.ed25519("ed"));

    private final MovableClock clock = new MovableClock(NOW);
    private final TokenIssuer issuer = new TokenIssuer(NOW);
    private final GivenKeys keys = new GivenKeys(ec, rsa, ed.jwk());

    /** Keys that a test changes. */
    private static final class GivenKeys implements Keys {
        private Optional<KeySet> now;
        private boolean renewing;

        GivenKeys(JWK... keys) {
            now = KeySet.parse(TokenIssuer.published(keys), (place, expected) -> {});
        }

        @Override
        public Optional<KeySet> get() {
            return now;
        }

        @Override
        public boolean renew() {
            return renewing;
        }

        @Override
        public void close() {}
    }

    private static <K> K made(Callable<K> key) {
        try {
            return key.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private Jwts jwts(boolean readers) {
        return new Jwts(new JwtTerms(TokenIssuer.ISSUER, TokenIssuer.AUDIENCE, "reco_roles", readers), keys, clock);
    }

    private JWTClaimsSet good() {
        return issuer.claims().claim("reco_roles", List.of("read", "feed")).build();
    }

    @Test
    void eachOfTheThreeAlgorithmsIsBelieved() throws Exception {
        for (String token : List.of(issuer.signed(ec, good()), issuer.signed(rsa, good()), issuer.signed(ed, good()))) {
            assertThat(jwts(false).verify(token)).isEqualTo(Caller.withRoles("somebody", Set.of(Role.READ, Role.FEED)));
        }
    }

    @Test
    void rolesMayBeOneTextAndOthersThanOursArePassedOver() throws Exception {
        String token = issuer.signed(
                ec, issuer.claims().claim("reco_roles", "edit offline_access").build());

        assertThat(jwts(true).verify(token).roles()).containsExactly(Role.EDIT);
    }

    @Test
    void rolesOfAnotherFormAreRefused() throws Exception {
        for (Object claim : List.of(Map.of("a", " admin "), 7, true)) {
            assertRefused(
                    "roles of another form",
                    jwts(true),
                    issuer.signed(ec, issuer.claims().claim("reco_roles", claim).build()));
        }
    }

    @Test
    void aClaimWithoutAnyOfOurRolesIsNoReader() throws Exception {
        for (Object claim : List.of(List.of(), "", List.of("root"), List.of(Map.of("a", " admin "), 7))) {
            Caller caller = jwts(true)
                    .verify(issuer.signed(
                            ec, issuer.claims().claim("reco_roles", claim).build()));

            assertThat(caller.reader()).as("%s", claim).isEmpty();
            assertThat(caller.roles()).as("%s", claim).isEmpty();
        }
    }

    @Test
    void withoutTheClaimItIsOfTheReaderByteForByte() throws Exception {
        String token = issuer.ofReader(ec, "Anna-7");

        assertThat(jwts(true).verify(token)).isEqualTo(Caller.ofReader("Anna-7"));
        assertRefused("reco_roles: none", jwts(false), token);
    }

    @Test
    void nobodysSignatureIsBelieved() throws Exception {
        RSAKey other = TokenIssuer.rsa("rsa", 2_048);
        String signed = issuer.signed(ec, good());
        String[] parts = signed.split("\\.", -1);
        String forged = Base64URL.encode(
                        issuer.claims().claim("reco_roles", "admin").build().toString())
                .toString();
        SignedJWT mac = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa").build(), good());
        mac.sign(new MACSigner(rsa.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
        SignedJWT macPem = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), good());
        macPem.sign(new MACSigner(rsa.toRSAPublicKey().getEncoded()));

        assertRefused("JWT", jwts(false), new PlainJWT(good()).serialize());
        assertRefused("alg: another", jwts(false), mac.serialize());
        assertRefused("alg: another", jwts(false), macPem.serialize());
        assertRefused("signature: wrong", jwts(false), issuer.signed(other, good()));
        assertRefused("signature: wrong", jwts(false), parts[0] + "." + forged + "." + parts[2]);
        assertRefused("signature: wrong", jwts(false), parts[0] + "." + parts[1] + "." + "AAAA");
        assertRefused("signature: wrong", jwts(false), parts[0] + "." + parts[1] + "." + "A".repeat(86));
        assertRefused("", jwts(false), parts[0] + "." + parts[1] + ".");
    }

    @Test
    void aKeyIsGoodForItsOwnAlgorithmAlone() throws Exception {
        SignedJWT longer = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS512).keyID("rsa").build(), good());
        longer.sign(new RSASSASigner(rsa));
        String underAnothersName = issuer.signed(ec, good(), header -> header.keyID("rsa"));

        assertRefused("alg: another", jwts(false), longer.serialize());
        assertRefused("kid: unknown", jwts(false), underAnothersName);
    }

    @Test
    void oddHeadersAreNotBelieved() throws Exception {
        assertRefused(
                "typ: another",
                jwts(false),
                issuer.signed(ec, good(), header -> header.type(new JOSEObjectType("dpop+jwt"))));
        assertRefused(
                "crit: given",
                jwts(false),
                issuer.signed(
                        ec,
                        good(),
                        header -> header.criticalParams(Set.of("exp")).customParam("exp", 1)));
        assertThat(jwts(false).verify(issuer.signed(ec, good(), header -> header.type(new JOSEObjectType("AT+JWT")))))
                .isNotNull();
        // A key of the token's own, in it or somewhere else, is nobody's.
        ECKey own = TokenIssuer.p256("own");
        assertRefused("kid: unknown", jwts(false), issuer.signed(own, good(), header -> header.jwk(own.toPublicJWK())));
    }

    @Test
    void itMustBeOfTheIssuerAndForThisService() throws Exception {
        assertRefused("iss: another", jwts(false), with(issuer.claims().issuer("https://login.example/")));
        assertRefused("iss: another", jwts(false), with(issuer.claims().issuer(null)));
        assertRefused("aud: others", jwts(false), with(issuer.claims().audience("other")));
        assertRefused("aud: others", jwts(false), with(issuer.claims().audience((String) null)));
    }

    @Test
    void itMustSayForHowLongAndTheTimeMustBeNow() throws Exception {
        String good = with(issuer.claims().expirationTime(Date.from(NOW.minusSeconds(SKEW_S - 1))));
        Denial past = refusal(jwts(false), with(issuer.claims().expirationTime(Date.from(NOW.minusSeconds(SKEW_S)))));

        assertThat(jwts(false).verify(good)).isNotNull();
        assertThat(past.reason()).isEqualTo("TOKEN_EXPIRED");
        assertRefused("exp: none", jwts(false), with(issuer.claims().expirationTime(null)));
        assertRefused(
                "nbf: to come",
                jwts(false),
                with(issuer.claims().notBeforeTime(Date.from(NOW.plusSeconds(SKEW_S + 1)))));
        assertThat(jwts(false).verify(with(issuer.claims().notBeforeTime(Date.from(NOW.plusSeconds(SKEW_S))))))
                .isNotNull();
    }

    @Test
    void timesThatAreNoneAreRefusedAndNeverCutToOthers() throws Exception {
        List<Object> impossible = List.of(
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                1L << 60, // 0 once it is in milliseconds
                new BigDecimal("1e30"),
                new BigDecimal("-1e30"),
                253_402_300_800L,
                "soon",
                true);
        for (Object time : impossible) {
            for (String claim : List.of("exp", "nbf", "iat")) {
                assertRefused(
                        claim + ": no time", jwts(false), with(issuer.claims().claim(claim, time)));
            }
        }
        // No number of 64 bits, to the library: no claims at all.
        assertRefused("", jwts(false), with(issuer.claims().claim("exp", new BigDecimal("1e400"))));
        Jwts jwts = jwts(false);
        String last = with(issuer.claims().claim("exp", 253_402_300_799L));

        assertThat(jwts.known(last)).isEmpty();
        assertThat(jwts.verify(last)).isNotNull();
        assertThat(jwts.known(last)).isPresent();
    }

    @Test
    void itMustSayWhoItIs() throws Exception {
        for (String nobody : new String[] {null, "", "0", "two words", "ümlaut", "x".repeat(129)}) {
            assertRefused("sub: none", jwts(true), issuer.ofReader(ec, nobody));
        }
    }

    private String with(JWTClaimsSet.Builder claims) throws Exception {
        return issuer.signed(ec, claims.claim("reco_roles", "read").build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eyJ",
                "eyJ.",
                "eyJ..",
                "eyJ...",
                "eyJhbGciOiJFUzI1NiJ9..",
                "eyJhbGciOiJFUzI1NiJ9.e30.",
                "eyJ9.e30.AA",
                "eyJhbGciOiJSUzI1NiJ9.bm90IGpzb24.AAAA",
                "eyJhbGciOjF9.e30.AAAA",
                "eyJhbGciOiJFUzI1NiJ9.!!.AAAA",
                "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AAAA.AAAA.AAAA"
            })
    void garbageIsRefused(String garbage) {
        assertRefused("", jwts(true), garbage);
        assertRefused("", jwts(true), garbage + "A".repeat(7_000));
    }

    @Test
    void whatWasVerifiedIsKnownUntilItExpires() throws Exception {
        Jwts jwts = jwts(false);
        String token = issuer.signed(ec, good());
        assertThat(jwts.known(token)).isEmpty();

        Caller caller = jwts.verify(token);

        assertThat(jwts.known(token)).contains(caller);
        clock.move(Duration.ofSeconds(3_600 + SKEW_S - 1));
        assertThat(jwts.known(token)).contains(caller);
        clock.move(Duration.ofSeconds(1));
        assertThat(jwts.known(token)).isEmpty();
        assertThat(refusal(jwts, token).reason()).isEqualTo("TOKEN_EXPIRED");
    }

    @Test
    void aWithdrawnKeyIsBelievedNoMoreNotEvenWhereItWasBefore() throws Exception {
        Jwts jwts = jwts(false);
        String token = issuer.signed(ec, good());
        var unused = jwts.verify(token);

        keys.now = new GivenKeys(TokenIssuer.p256("next")).now;

        assertThat(jwts.known(token)).isEmpty();
        assertRefused("kid: unknown", jwts, token);
    }

    @Test
    void whileKeysAreFetchedTheCallerIsToldToTryAgain() throws Exception {
        ECKey next = TokenIssuer.p256("next");
        String token = issuer.signed(next, good());
        keys.renewing = true;

        Denial missing = refusal(jwts(false), token);
        keys.now = Optional.empty();
        Denial none = refusal(jwts(false), token);
        keys.now = new GivenKeys(ec, next).now;

        assertThat(List.of(missing, none)).allSatisfy(denial -> {
            assertThat(denial.kind()).isEqualTo(Denial.Kind.UNAVAILABLE);
            assertThat(denial.reason()).isEqualTo("KEYS_UNAVAILABLE");
        });
        assertThat(jwts(false).verify(token)).isNotNull();
    }

    @Test
    void weakAndSharedKeysAreNoKeys() throws Exception {
        RSAKey weak = TokenIssuer.rsa("weak", 2_048); // stands for itself: the library makes none that are shorter
        String shared = "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"s\",\"k\":\"AAECAwQFBgcICQoLDA0ODw\"}]}";
        String curve = TokenIssuer.published(
                new com.nimbusds.jose.jwk.gen.ECKeyGenerator(com.nimbusds.jose.jwk.Curve.P_521).generate());
        java.security.KeyPairGenerator generator = java.security.KeyPairGenerator.getInstance("RSA");
        generator.initialize(1_024);
        RSAKey shorter = new RSAKey.Builder((java.security.interfaces.RSAPublicKey)
                        generator.generateKeyPair().getPublic())
                .build();

        for (String text : List.of(shared, curve, TokenIssuer.published(shorter), "{\"keys\":[]}", "{}", "", "no")) {
            assertThat(KeySet.parse(text, (place, expected) -> {})).as(text).isEmpty();
        }
        assertThat(KeySet.parse(TokenIssuer.published(weak), (place, expected) -> {}))
                .isPresent();
    }

    private static Denial refusal(Jwts jwts, String token) {
        Denial denial = catchThrowableOfType(Denial.class, () -> jwts.verify(token));
        assertThat(denial).as(token).isNotNull();
        for (String part : token.split("\\.", -1)) {
            if (part.length() > 3) {
                assertThat(denial.description()).doesNotContain(part);
            }
        }
        return denial;
    }

    private static void assertRefused(String what, Jwts jwts, String token) {
        Denial denial = refusal(jwts, token);
        assertThat(denial.kind()).isEqualTo(Denial.Kind.UNAUTHENTICATED);
        assertThat(denial.reason()).isEqualTo("TOKEN_REFUSED");
        assertThat(denial.description())
                .startsWith("authorization: ")
                .contains(what)
                .contains(" (expected: ");
        assertThat(jwts.known(token)).isEmpty();
    }
}
