package io.reco.server.engine;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;

import io.reco.server.domain.refusal.Failures;
import io.reco.server.store.SecretStore;

/** Which keys sign tokens. */
final class SigningKeys {

    private static final int ID_BYTES = 4;
    private static final int KEY_BYTES = 32;

    private SigningKeys() {}

    /**
     * The keys of exposure tokens: the given ones by id; with none, one that is made once and kept, under an id drawn with it.
     */
    static Map<String, byte[]> orMade(Map<String, byte[]> given, SecretStore secrets) {
        if (!given.isEmpty()) {
            return given;
        }
        ByteBuffer made = ByteBuffer.wrap(Failures.join(secrets.getOrMake("signing-key", SigningKeys::random)));
        byte[] id = new byte[ID_BYTES];
        byte[] key = new byte[KEY_BYTES];
        made.get(id).get(key);
        return Map.of(HexFormat.of().formatHex(id), key);
    }

    /** The key that places of lists are signed with, made once and kept. */
    static byte[] ofPages(SecretStore secrets) {
        return Failures.join(secrets.getOrMake("page-token-key", SigningKeys::random));
    }

    private static byte[] random() {
        byte[] random = new byte[ID_BYTES + KEY_BYTES];
        new SecureRandom().nextBytes(random);
        return random;
    }
}
