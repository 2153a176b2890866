package io.reco.server.console.visit;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Shows that a form that comes was sent by a page of ours to the same browser: a hash of what the form is for, under a secret
 * that only that browser's cookie holds. Nothing is remembered, so any server of several takes it.
 */
final class FormTokens {

    private static final String ALGORITHM = "HmacSHA256";

    private FormTokens() {}

    static String make(String secret, String action) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            byte[] hash = mac.doFinal(action.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    static boolean isGood(String secret, String action, String token) {
        return MessageDigest.isEqual(
                make(secret, action).getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }
}
