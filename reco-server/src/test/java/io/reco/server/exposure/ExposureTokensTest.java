package io.reco.server.exposure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

import com.google.protobuf.InvalidProtocolBufferException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.reco.api.v1.SignedExposure;
import io.reco.server.domain.IdKeys;
import io.reco.server.domain.page.ModelId;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;
import io.reco.server.domain.page.Shares;
import io.reco.server.domain.page.Shown;
import io.reco.server.domain.page.Source;

class ExposureTokensTest {

    private static final String KEY_ID = "k".repeat(32);
    private static final ExposureTokens TOKENS = new ExposureTokens(Map.of(KEY_ID, new byte[32]));
    private static final String LONGEST = "~".repeat(128);

    private static final String LONGEST_PLACEMENT = "-".repeat(64);

    private final Random random = new Random(1);

    /** A page of these articles about which as much is to be said as can be. */
    private Page page(List<String> articles) {
        IdKeys keys = IdKeys.withoutSecret();
        List<Page.Slot> slots = new ArrayList<>();
        for (String article : articles) {
            slots.add(new Page.Slot(keys.of(article), Rung.VIEWED, random.nextFloat(), Shares.of(Source.VIEWED)));
        }
        return new Page(
                LONGEST_PLACEMENT,
                Long.MAX_VALUE,
                0,
                "",
                0,
                0,
                KEY_ID,
                "p".repeat(64),
                new ModelId(-1),
                true,
                slots,
                Shown.UNKNOWN);
    }

    private static List<String> uuids(int count) {
        List<String> uuids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            uuids.add(new UUID(i, i).toString());
        }
        return uuids;
    }

    @Test
    void aTokenSaysWhoWasShownWhat() {
        List<String> articles = List.of("7", "007", "!", LONGEST);

        String token = TOKENS.sign(LONGEST, page(articles), articles);

        assertThat(TOKENS.verify(token))
                .contains(new Exposure(
                        LONGEST,
                        LONGEST_PLACEMENT,
                        Long.MAX_VALUE,
                        articles,
                        Collections.nCopies(articles.size(), Source.VIEWED.code()),
                        true));
    }

    @Test
    void ofTwoKeysTheFirstSignsAndTokensOfTheSecondVerify() throws InvalidProtocolBufferException {
        String newId = "n".repeat(8);
        byte[] newKey = new byte[32];
        random.nextBytes(newKey);
        Map<String, byte[]> both = new LinkedHashMap<>();
        both.put(newId, newKey);
        both.put(KEY_ID, new byte[32]);
        ExposureTokens rotated = new ExposureTokens(both);
        List<String> articles = List.of("7");
        Page old = page(articles);
        Page today = new Page(1, rotated.signingKeyId(), "p", new ModelId(1), old.slots());

        String signed = rotated.sign("1", today, articles);
        String before = TOKENS.sign("1", old, articles);

        assertThat(signedWith(signed)).isEqualTo(newId);
        assertThat(new ExposureTokens(Map.of(newId, newKey)).verify(signed)).isPresent();
        assertThat(TOKENS.verify(signed)).as("by who lacks the key").isEmpty();
        assertThat(signedWith(before)).isEqualTo(KEY_ID);
        assertThat(rotated.verify(before)).isPresent();
        assertThat(rotated.sign("1", old, articles))
                .as("of a page that was made under the second key")
                .isEqualTo(before);
    }

    private static String signedWith(String token) throws InvalidProtocolBufferException {
        return SignedExposure.parseFrom(Base64.getUrlDecoder().decode(token)).getKeyId();
    }

    @Test
    void anAnonymousReaderIsNobody() {
        String token = TOKENS.sign("", page(List.of("7")), List.of("7"));

        assertThat(TOKENS.verify(token).orElseThrow().reader()).isEmpty();
    }

    @Test
    void aHundredUuidsFit() {
        List<String> articles = uuids(100);

        assertThat(TOKENS.fitting(LONGEST, articles)).isEqualTo(100);
        assertThat(TOKENS.sign(LONGEST, page(articles), articles)).hasSizeLessThanOrEqualTo(ExposureTokens.CHARS_MAX);
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 64, 100, 127, 128})
    void ofLongerIdsAsManyFitAsKeepTheTokenWithinEightKibibytes(int length) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add("%03d".formatted(i) + "x".repeat(length - 3));
        }

        List<String> articles = all.subList(0, TOKENS.fitting(LONGEST, all));
        String token = TOKENS.sign(LONGEST, page(articles), articles);

        assertThat(articles).hasSizeGreaterThan(35);
        assertThat(token).hasSizeLessThanOrEqualTo(ExposureTokens.CHARS_MAX);
        assertThat(TOKENS.verify(token)).isPresent();
    }

    @Test
    void aTokenThatWasChangedOrMadeByOthersIsNone() {
        List<String> articles = List.of("7");
        String token = TOKENS.sign("1", page(articles), articles);
        String foreign = new ExposureTokens(Map.of(KEY_ID, new byte[] {1})).sign("1", page(articles), articles);

        assertThat(TOKENS.verify(foreign)).isEmpty();
        assertThat(TOKENS.verify(token.substring(1))).isEmpty();
        assertThat(TOKENS.verify(token.replace('A', 'B'))).isEmpty();
        assertThat(TOKENS.verify("")).isEmpty();
        assertThat(TOKENS.verify("a".repeat(ExposureTokens.CHARS_MAX + 1))).isEmpty();
    }
}
