package io.reco.server;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

/** An issuer of JWTs of a test's own. */
public final class TokenIssuer {

    public static final String ISSUER = "https://login.example";
    public static final String AUDIENCE = "reco";

    private static final int X509_PREFIX_BYTES = 12;

    private final Instant now;

    /** Whose tokens are for an hour from this moment. */
    public TokenIssuer(Instant now) {
        this.now = now;
    }

    public static ECKey p256(String id) throws JOSEException {
        return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    }

    public static RSAKey rsa(String id, int bits) throws JOSEException {
        return new RSAKeyGenerator(bits, true).keyID(id).generate();
    }

    /** An Ed25519 key, with the JDK's own beside it, which signs. */
    public record EdKey(OctetKeyPair jwk, KeyPair pair) {}

    public static EdKey ed25519(String id) throws GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = pair.getPublic().getEncoded();
        byte[] raw = Arrays.copyOfRange(encoded, X509_PREFIX_BYTES, encoded.length);
        return new EdKey(
                new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(raw))
                        .keyID(id)
                        .build(),
                pair);
    }

    /** The public set of these keys, as an issuer publishes it. */
    public static String published(JWK... keys) {
        return new JWKSet(List.of(keys)).toString();
    }

    /** What a good token says. */
    public JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(List.of("other", AUDIENCE))
                .subject("somebody")
                .expirationTime(Date.from(now.plusSeconds(3_600)));
    }

    public String signed(JWK key, JWTClaimsSet claims) throws JOSEException {
        return signed(key, claims, header -> header);
    }

    /** With a header of the test's own. */
    public String signed(JWK key, JWTClaimsSet claims, UnaryOperator<JWSHeader.Builder> header) throws JOSEException {
        boolean ec = key instanceof ECKey;
        JWSHeader.Builder builder =
                new JWSHeader.Builder(ec ? JWSAlgorithm.ES256 : JWSAlgorithm.RS256).keyID(key.getKeyID());
        SignedJWT jwt = new SignedJWT(header.apply(builder).build(), claims);
        jwt.sign(ec ? new ECDSASigner(key.toECKey()) : new RSASSASigner(key.toRSAKey()));
        return jwt.serialize();
    }

    /** The same with Ed25519. */
    public String signed(EdKey key, JWTClaimsSet claims) throws GeneralSecurityException {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.EdDSA)
                .keyID(key.jwk().getKeyID())
                .build();
        String text = header.toBase64URL() + "." + Base64URL.encode(claims.toString());
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(key.pair().getPrivate());
        signature.update(text.getBytes(StandardCharsets.US_ASCII));
        return text + "." + Base64URL.encode(signature.sign());
    }

    /** A token of this reader. */
    public String ofReader(JWK key, String reader) throws JOSEException {
        return signed(key, claims().subject(reader).build());
    }
}
