package io.reco.server.access.jwt;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Set;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;

/** Verifies signatures. A key is asked for the one algorithm that it is good for, whatever a token's header says. */
final class Signatures {

    static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256, JWSAlgorithm.EdDSA);
    static final String EXPECTED = "RS256, ES256 or EdDSA";

    /** What comes before the 32 bytes of an Ed25519 key in its X.509 form (RFC 8410). */
    private static final String ED25519_PREFIX = "302a300506032b6570032100";

    private static final int ED25519_BYTES = 32;

    private Signatures() {}

    /** Whether the key signed it. */
    static boolean isSigned(JWSObject token, JWK key) {
        try {
            if (key instanceof RSAKey rsa) {
                return token.verify(new RSASSAVerifier(rsa));
            }
            return key instanceof ECKey ec
                    ? token.verify(new ECDSAVerifier(ec))
                    : key instanceof OctetKeyPair pair && isSigned(token, pair);
        } catch (JOSEException | IllegalStateException e) {
            return false;
        }
    }

    /** By the JDK, which has Ed25519; the library asks for another one here. */
    private static boolean isSigned(JWSObject token, OctetKeyPair pair) {
        byte[] raw = pair.getDecodedX();
        if (raw.length != ED25519_BYTES) {
            return false;
        }
        byte[] encoded = HexFormat.of().parseHex(ED25519_PREFIX + HexFormat.of().formatHex(raw));
        try {
            PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key);
            signature.update(token.getSigningInput());
            return signature.verify(token.getSignature().decode());
        } catch (GeneralSecurityException e) {
            return false; // bytes that are no signature
        }
    }
}
