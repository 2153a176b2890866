package io.reco.server.domain.paging;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Says where a list goes on, in a text that its caller cannot read, make up or give to another list: the place, signed together
 * with the query with HMAC-SHA256 cut to 12 bytes, in URL-safe base64. Whoever has the key takes it; nothing is kept of it. Safe
 * for use by many threads.
 */
public final class PageTokens {

    /** What a token is, in the words of a refusal. */
    public static final String EXPECTED = "next_page_token of the answer before, to the same query, or empty";

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SIGNATURE_BYTES = 12;
    private static final int CHARS_MAX = 1_024;

    private final SecretKeySpec key;

    /** Tokens under this key, which must be the same for all servers that are to take them. */
    public PageTokens(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /**
     * The token of a place.
     *
     * @param query all that the list depends on, and its kind, in one form
     * @param place at most 500 bytes
     */
    public String token(byte[] query, byte[] place) {
        byte[] signature = signature(query, place);
        byte[] token = Arrays.copyOf(signature, SIGNATURE_BYTES + place.length);
        System.arraycopy(place, 0, token, SIGNATURE_BYTES, place.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /** The place that a token of this query is of; empty when it is none of this query, or not made under this key. */
    public Optional<byte[]> place(byte[] query, String token) {
        if (token.length() > CHARS_MAX) {
            return Optional.empty();
        }
        byte[] said;
        try {
            said = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        if (said.length < SIGNATURE_BYTES) {
            return Optional.empty();
        }
        byte[] place = Arrays.copyOfRange(said, SIGNATURE_BYTES, said.length);
        boolean ours = MessageDigest.isEqual(signature(query, place), Arrays.copyOf(said, SIGNATURE_BYTES));
        return ours ? Optional.of(place) : Optional.empty();
    }

    private byte[] signature(byte[] query, byte[] place) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(query.length).flip());
            mac.update(query);
            return Arrays.copyOf(mac.doFinal(place), SIGNATURE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks " + ALGORITHM, e);
        }
    }
}
