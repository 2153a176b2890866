package io.reco.client.internal.wire;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import com.google.protobuf.InvalidProtocolBufferException;

import io.reco.api.v1.SignedExposure;
import io.reco.client.page.Exposure;
import io.reco.client.page.Exposure.Policy;
import io.reco.client.page.Exposure.Rung;
import io.reco.client.page.Exposure.Slot;
import io.reco.client.page.Exposure.Source;

/** What stands in an exposure token. */
public final class Exposures {
    private Exposures() {}

    /**
     * Reads a token; its signature is not checked.
     *
     * @throws IllegalArgumentException if the text is no token
     */
    public static Exposure decode(String token) {
        try {
            SignedExposure signed =
                    SignedExposure.parseFrom(Base64.getUrlDecoder().decode(token));
            return of(io.reco.api.v1.Exposure.parseFrom(signed.getExposure()), signed.getKeyId());
        } catch (IllegalArgumentException | InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("token: " + token + " (expected: an exposure token)", e);
        }
    }

    static Exposure of(io.reco.api.v1.Exposure exposure, String keyId) {
        List<Slot> slots = new ArrayList<>(exposure.getSlotsCount());
        for (io.reco.api.v1.Exposure.Slot slot : exposure.getSlotsList()) {
            slots.add(new Slot(
                    slot.getArticleId(), rung(slot.getRung()), source(slot.getSource()), slot.getPropensity()));
        }
        return new Exposure(
                exposure.getReaderId(),
                Times.instant(exposure.getPageTime()),
                exposure.getPlacement(),
                policy(exposure.getPolicy()),
                rung(exposure.getRung()),
                slots,
                exposure.getDegraded(),
                keyId);
    }

    private static Policy policy(io.reco.api.v1.Policy policy) {
        return new Policy(policy.getName(), policy.getExperiment(), policy.getArm(), policy.getModelId());
    }

    static Rung rung(io.reco.api.v1.Rung rung) {
        return switch (rung) {
            case RUNG_PERSONAL -> Rung.PERSONAL;
            case RUNG_TRENDING -> Rung.TRENDING;
            case RUNG_FRESH -> Rung.FRESH;
            case RUNG_SERVED -> Rung.SERVED;
            case RUNG_VIEWED -> Rung.VIEWED;
            case RUNG_UNSPECIFIED, UNRECOGNIZED -> Rung.UNKNOWN;
        };
    }

    /** The source of a message; unknown for one that this client does not know. */
    public static Source source(io.reco.api.v1.Source source) {
        return switch (source) {
            case SOURCE_NEIGHBOURS -> Source.NEIGHBOURS;
            case SOURCE_SESSIONS -> Source.SESSIONS;
            case SOURCE_TRENDING -> Source.TRENDING;
            case SOURCE_FRESH -> Source.FRESH;
            case SOURCE_SERVED -> Source.SERVED;
            case SOURCE_VIEWED -> Source.VIEWED;
            case SOURCE_UNSPECIFIED, UNRECOGNIZED -> Source.UNKNOWN;
        };
    }
}
