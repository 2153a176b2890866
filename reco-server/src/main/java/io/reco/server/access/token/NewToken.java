package io.reco.server.access.token;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

import io.reco.server.access.Role;

/**
 * A token that was just made.
 *
 * @param token {@code reco_} and 64 hexadecimal digits, 256 bits of chance: a form that scanners for leaked secrets find by
 *     {@code reco_[0-9a-f]{64}}, and that a double click selects whole
 * @param line of the file that lets it in, without the token
 */
public record NewToken(String token, String line) {

    private static final String PREFIX = "reco_";
    private static final int BYTES = 32;

    /** One for a program or a person of this name. */
    public static NewToken make(String name, Set<Role> roles, SecureRandom chance) {
        byte[] secret = new byte[BYTES];
        chance.nextBytes(secret);
        String token = PREFIX + HexFormat.of().formatHex(secret);
        return new NewToken(token, Tokens.line(name, token, roles));
    }

    @Override
    public String toString() {
        return PREFIX + "***";
    }
}
