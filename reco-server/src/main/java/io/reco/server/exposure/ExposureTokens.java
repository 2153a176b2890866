package io.reco.server.exposure;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import org.jspecify.annotations.Nullable;

import io.reco.api.v1.Policy;
import io.reco.api.v1.SignedExposure;
import io.reco.server.domain.page.Page;

/**
 * Makes and checks exposure tokens: {@code reco.v1.SignedExposure} in URL-safe base64, signed with HMAC-SHA256 [1] cut to
 * 16 bytes. A page and a key give the same token every time. Safe for use by many threads.
 *
 * <p>[1] H. Krawczyk, M. Bellare, R. Canetti: HMAC: Keyed-Hashing for Message Authentication, RFC 2104, 1997; section 5
 * allows cutting to half the hash.
 */
public final class ExposureTokens {

    /** No token is longer. */
    public static final int CHARS_MAX = 8_192;

    private static final int BYTES_MAX = CHARS_MAX / 4 * 3;

    /** What a token says beside its slots: signature, key, reader's frame, stamp, placement, policy. */
    private static final int REST_BYTES = 320;

    /** What a slot takes beside its id: two frames, rung, source, propensity. */
    private static final int SLOT_BYTES = 15;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SIGNATURE_BYTES = 16;

    private final Map<String, Mac> macs = new LinkedHashMap<>();
    private final String signingKeyId;

    /**
     * Tokens signed with the first of these keys, by id; all of them verify. Ids are part of the token: keep them short.
     */
    public ExposureTokens(Map<String, byte[]> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("keys: none (expected: at least one)");
        }
        keys.forEach((id, key) -> macs.put(id, macOf(key)));
        signingKeyId = keys.keySet().iterator().next();
    }

    /** Names the key that signs now. */
    public String signingKeyId() {
        return signingKeyId;
    }

    /** How many of these articles, the first ones, a token of this reader's page has room for; 100 UUIDs fit. */
    public int fitting(String reader, List<String> articles) {
        int left = BYTES_MAX - REST_BYTES - reader.length();
        int count = 0;
        while (count < articles.size()
                && left >= SLOT_BYTES + articles.get(count).length()) {
            left -= SLOT_BYTES + articles.get(count).length();
            count++;
        }
        return count;
    }

    /**
     * The token of a page, signed with the key the page was made under, or with today's when that one is gone.
     *
     * @param reader an id; empty for an anonymous reader
     * @param articles the ids of the page's articles, in its order
     */
    public String sign(String reader, Page page, List<String> articles) {
        String keyId = macs.containsKey(page.keyId()) ? page.keyId() : signingKeyId;
        byte[] exposure = exposure(reader, page, articles);
        byte[] token = SignedExposure.newBuilder()
                .setExposure(ByteString.copyFrom(exposure))
                .setSignature(ByteString.copyFrom(signature(keyId, exposure)))
                .setKeyId(keyId)
                .build()
                .toByteArray();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /** What the token of a page says: a serialized {@code reco.v1.Exposure}. The parameters are as for {@link #sign}. */
    public static byte[] exposure(String reader, Page page, List<String> articles) {
        return said(reader, page, articles).toByteArray();
    }

    /** What a token says; empty unless this server, or another with one of its keys, made it. */
    public Optional<Exposure> verify(String token) {
        if (token.length() > CHARS_MAX) {
            return Optional.empty();
        }
        try {
            SignedExposure signed =
                    SignedExposure.parseFrom(Base64.getUrlDecoder().decode(token));
            byte[] exposure = signed.getExposure().toByteArray();
            if (!macs.containsKey(signed.getKeyId())
                    || !MessageDigest.isEqual(
                            signature(signed.getKeyId(), exposure),
                            signed.getSignature().toByteArray())) {
                return Optional.empty();
            }
            return Optional.of(read(io.reco.api.v1.Exposure.parseFrom(exposure)));
        } catch (IllegalArgumentException | InvalidProtocolBufferException notAToken) {
            return Optional.empty();
        }
    }

    private static Exposure read(io.reco.api.v1.Exposure said) {
        var time = said.getPageTime();
        long stamp = time.getSeconds() * 1_000 + time.getNanos() / 1_000_000;
        List<String> articles = said.getSlotsList().stream()
                .map(io.reco.api.v1.Exposure.Slot::getArticleId)
                .toList();
        List<Integer> sources = said.getSlotsList().stream()
                .map(io.reco.api.v1.Exposure.Slot::getSourceValue)
                .toList();
        return new Exposure(said.getReaderId(), said.getPlacement(), stamp, articles, sources, said.getDegraded());
    }

    private static io.reco.api.v1.Exposure said(String reader, Page page, List<String> articles) {
        io.reco.api.v1.Exposure.Builder exposure = io.reco.api.v1.Exposure.newBuilder()
                .setReaderId(reader)
                .setPageTime(Timestamp.newBuilder()
                        .setSeconds(page.stamp() / 1_000)
                        .setNanos((int) (page.stamp() % 1_000) * 1_000_000))
                .setPlacement(page.placement())
                .setPolicy(policy(page))
                .setDegraded(page.degraded())
                .setRungValue(page.rung().code());
        for (int i = 0; i < page.slots().size(); i++) {
            exposure.addSlots(said(page.slots().get(i), articles.get(i)));
        }
        return exposure.build();
    }

    private static io.reco.api.v1.Exposure.Slot said(Page.Slot slot, String article) {
        return io.reco.api.v1.Exposure.Slot.newBuilder()
                .setArticleId(article)
                .setRungValue(slot.rung().code())
                .setSourceValue(slot.source().code())
                .setPropensity(slot.propensity())
                .build();
    }

    private static Policy policy(Page page) {
        return Policy.newBuilder()
                .setName(page.policy())
                .setModelId(page.modelId().toString())
                .build();
    }

    private byte[] signature(String keyId, byte[] exposure) {
        try {
            // A clone, because a Mac holds the state of one computation; cheaper than looking the algorithm up again.
            @Nullable Mac mac = macs.get(keyId);
            if (mac == null) {
                throw new IllegalArgumentException("key id: " + keyId + " (expected: a known one)");
            }
            return Arrays.copyOf(((Mac) mac.clone()).doFinal(exposure), SIGNATURE_BYTES);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this Java runtime's " + ALGORITHM + " cannot be cloned", e);
        }
    }

    private static Mac macOf(byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks " + ALGORITHM, e);
        }
    }
}
