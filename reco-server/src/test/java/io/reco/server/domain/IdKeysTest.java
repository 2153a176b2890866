package io.reco.server.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdKeysTest {

    private static final IdKeys KEYS =
            new IdKeys("sixteen byte key".getBytes(java.nio.charset.StandardCharsets.US_ASCII));

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 10, 65_536, 1_999_999_999, Integer.MAX_VALUE})
    void aNumberOfTheOriginalContractIsItsOwnKey(int number) {
        assertThat(KEYS.of(Integer.toString(number))).isEqualTo(number);
        assertThat(IdKeys.isNumber(Integer.toString(number))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "007",
                "00",
                "+7",
                "-7",
                "7.0",
                "2147483648",
                "9999999999",
                "99999999999999999999",
                "7a",
                "a",
                "!",
                "~",
                "0c1cbbc6-9e41-4a19-a6e4-4bba4f0ffc37"
            })
    void anyOtherIdHasANegativeKeySoThatNoNumberHasIt(String id) {
        assertThat(KEYS.of(id)).isNegative();
        assertThat(IdKeys.isNumber(id)).isFalse();
    }

    @Test
    void theKeyOfAnIdIsSipHashWithTheSignBitSet() {
        byte[] secret = new byte[IdKeys.SECRET_BYTES];
        for (int i = 0; i < secret.length; i++) {
            secret[i] = (byte) i;
        }
        // The first of the paper's test vectors: of no bytes, which is no id but shows the order of the secret's bytes.
        long expected = ByteBuffer.wrap(new byte[] {0x31, 0x0e, 0x0e, (byte) 0xdd, 0x47, (byte) 0xdb, 0x6f, 0x72})
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();

        assertThat(new IdKeys(secret).of("")).isEqualTo(expected | Long.MIN_VALUE);
    }

    @Test
    void anotherSecretGivesOtherKeys() {
        assertThat(KEYS.of("a")).isNotEqualTo(IdKeys.withoutSecret().of("a"));
        assertThat(KEYS.of("7")).isEqualTo(IdKeys.withoutSecret().of("7"));
    }

    @Test
    void theKeyOfAReaderIsHashedAlsoWhereTheIdIsANumber() {
        assertThat(KEYS.ofReader("7"))
                .isNegative()
                .isNotEqualTo(IdKeys.withoutSecret().ofReader("7"));
        assertThat(KEYS.ofReader("a")).isEqualTo(KEYS.of("a"));
    }

    @Test
    void manyIdsHaveKeysOfTheirOwn() {
        Set<Long> keys = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            keys.add(KEYS.of(new UUID(1, i).toString()));
            keys.add(KEYS.of("0" + i));
        }

        assertThat(keys).hasSize(200_000);
    }

    @Test
    void aSecretOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> new IdKeys(new byte[8])).hasMessage("secret: 8 bytes (expected: 16)");
    }
}
