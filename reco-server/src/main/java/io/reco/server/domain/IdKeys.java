package io.reco.server.domain;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;

/**
 * Keys of 64 bits in place of ids, wherever an id's text would take too much room or say too much. An article's number
 * 1..2147483647 written without sign and leading zeros, the id of the original contract, is its own key. The key of any other id,
 * and of every reader's, is negative: SipHash-2-4 [1] of its bytes with a secret, so that nobody outside can look for two ids of
 * one key. 0 is the key of none. Immutable.
 *
 * <p>[1] J.-P. Aumasson, D. J. Bernstein: SipHash: a fast short-input PRF, INDOCRYPT 2012.
 */
public final class IdKeys {

    /** How long a secret is. */
    public static final int SECRET_BYTES = 16;

    private static final int DIGITS_MAX = 10;

    private final HashFunction hash;

    /** Keys under a secret of {@link #SECRET_BYTES} bytes: the same secret gives the same keys. */
    public IdKeys(byte[] secret) {
        if (secret.length != SECRET_BYTES) {
            throw new IllegalArgumentException("secret: " + secret.length + " bytes (expected: " + SECRET_BYTES + ")");
        }
        ByteBuffer halves = ByteBuffer.wrap(secret).order(ByteOrder.LITTLE_ENDIAN);
        hash = Hashing.sipHash24(halves.getLong(), halves.getLong());
    }

    /** Keys under no secret, the same everywhere: for what is not kept, where nobody chooses ids to harm. */
    public static IdKeys withoutSecret() {
        return new IdKeys(new byte[SECRET_BYTES]);
    }

    /** The key of an article's id, which must be one, see {@link Ids#isId}. */
    public long of(String id) {
        long number = number(id);
        return number > 0 ? number : hashed(id);
    }

    /**
     * The key of a reader's id, which must be one: hashed also when it is a number, so that what is kept under it tells nobody
     * who it was once the secret is gone, and nothing of an erased reader is left but this.
     */
    public long ofReader(String id) {
        return hashed(id);
    }

    private long hashed(String id) {
        return hash.hashString(id, StandardCharsets.US_ASCII).asLong() | Long.MIN_VALUE;
    }

    /** Whether an id can be named in the original contract: a number 1..2147483647 without sign and leading zeros. */
    public static boolean isNumber(String id) {
        return number(id) > 0;
    }

    /** The number that an id is, or 0 when it is none. */
    private static long number(String id) {
        if (id.isEmpty() || id.length() > DIGITS_MAX || id.charAt(0) == '0') {
            return 0;
        }
        long number = 0;
        for (int i = 0; i < id.length(); i++) {
            char digit = id.charAt(i);
            if (digit < '0' || digit > '9') {
                return 0;
            }
            number = number * 10 + digit - '0';
        }
        return number <= Integer.MAX_VALUE ? number : 0;
    }
}
