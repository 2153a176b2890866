package io.reco.server.access.jwt;

import java.text.ParseException;
import java.util.List;
import java.util.Optional;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;

import io.reco.server.access.file.AccessFile;

/**
 * Public keys, each good for one algorithm: RSA keys for RS256, P-256 for ES256, Ed25519 for EdDSA. What else a set holds is
 * passed over: shorter RSA keys, other curves, and shared secrets, which verify nothing here.
 */
record KeySet(List<JWK> keys) {

    static final String EXPECTED =
            "a JSON Web Key Set (RFC 7517) with at least one key of RSA from 2048 bits on, P-256 or Ed25519";

    private static final int RSA_BITS_MIN = 2_048;

    KeySet {
        keys = List.copyOf(keys);
    }

    /** What a text holds; empty when a fault was told. */
    static Optional<KeySet> parse(String text, AccessFile.Faults faults) {
        try {
            List<JWK> keys = JWKSet.parse(text).getKeys().stream()
                    .filter(KeySet::isGood)
                    .map(JWK::toPublicJWK)
                    .toList();
            if (!keys.isEmpty()) {
                return Optional.of(new KeySet(keys));
            }
        } catch (ParseException e) {
            // Told below; what the library says may quote the text.
        }
        faults.add("", EXPECTED);
        return Optional.empty();
    }

    private static boolean isGood(JWK key) {
        if (key instanceof RSAKey rsa) {
            return rsa.size() >= RSA_BITS_MIN;
        }
        if (key instanceof ECKey ec) {
            return ec.getCurve().equals(Curve.P_256);
        }
        return key instanceof OctetKeyPair pair && pair.getCurve().equals(Curve.Ed25519);
    }

    /** Those that may have signed what has this header: of its algorithm, and of the key id it names, if it names one. */
    List<JWK> of(JWSHeader header) {
        if (!Signatures.ALGORITHMS.contains(header.getAlgorithm())) {
            return List.of();
        }
        JWKMatcher matcher = JWKMatcher.forJWSHeader(header);
        return keys.stream()
                .filter(key -> fits(header.getAlgorithm(), key) && matcher.matches(key))
                .toList();
    }

    private static boolean fits(JWSAlgorithm algorithm, JWK key) {
        if (algorithm.equals(JWSAlgorithm.RS256)) {
            return key instanceof RSAKey;
        }
        return algorithm.equals(JWSAlgorithm.ES256) ? key instanceof ECKey : key instanceof OctetKeyPair;
    }
}
