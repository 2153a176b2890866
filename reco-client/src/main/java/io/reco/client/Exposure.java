package io.reco.client;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

import com.google.protobuf.InvalidProtocolBufferException;

import io.reco.api.v1.SignedExposure;

/**
 * What an exposure token says: which page a reader was shown, and why. Anybody can read a token; whether a server signed
 * it only the server can tell.
 *
 * @param reader the reader; empty for an anonymous one
 * @param stamp the page's stamp
 * @param policy how the page was made
 * @param rung the lowest step of the ladder that the page needed
 * @param articles the page, best first
 * @param keyId names the key the token is signed with
 */
public record Exposure(
        String reader, Instant stamp, Policy policy, Rung rung, List<ExposedArticle> articles, String keyId) {
    public Exposure {
        Objects.requireNonNull(reader, "reader");
        Objects.requireNonNull(stamp, "stamp");
        Objects.requireNonNull(policy, "policy");
        Objects.requireNonNull(rung, "rung");
        Objects.requireNonNull(keyId, "keyId");
        articles = List.copyOf(articles);
    }

    /**
     * How a page was made.
     *
     * @param name the policy's
     * @param experiment the one that chose it; empty outside experiments
     * @param arm the experiment's arm; empty outside experiments
     * @param modelId names what ranked the page, unique over restarts and replicas of the server
     */
    public record Policy(String name, String experiment, String arm, String modelId) {
        public Policy {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(experiment, "experiment");
            Objects.requireNonNull(arm, "arm");
            Objects.requireNonNull(modelId, "modelId");
        }
    }

    /**
     * One article of the page.
     *
     * @param id the article's id
     * @param rung the step of the ladder it came from
     * @param source what proposed it
     * @param propensity the probability, in (0, 1], that the policy puts it into the page
     */
    public record ExposedArticle(String id, Rung rung, Source source, double propensity) {
        public ExposedArticle {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(rung, "rung");
            Objects.requireNonNull(source, "source");
        }
    }

    /** A step of the ladder that a page is filled down, from the top. */
    public enum Rung {
        /** Chosen for this reader. */
        PERSONAL,
        /** Popular now. */
        TRENDING,
        /** Newly published. */
        FRESH,
        /** Served to this reader before, but never viewed. */
        SERVED,
        /** Viewed by this reader before. */
        VIEWED,
        /** None that this version of the client knows. */
        UNKNOWN
    }

    /** What proposed an article. */
    public enum Source {
        /** Read by readers of what this reader read. */
        NEIGHBOURS,
        /** Follows what this reader just read. */
        SESSIONS,
        /** Popular now, among the reader's topics or overall. */
        TRENDING,
        /** Newly published. */
        FRESH,
        /** Served to this reader before. */
        SERVED,
        /** Viewed by this reader before. */
        VIEWED,
        /** None that this version of the client knows. */
        UNKNOWN
    }

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

    private static Exposure of(io.reco.api.v1.Exposure exposure, String keyId) {
        List<ExposedArticle> articles = new ArrayList<>(exposure.getArticleIdsCount());
        for (int i = 0; i < exposure.getArticleIdsCount(); i++) {
            articles.add(new ExposedArticle(
                    exposure.getArticleIds(i),
                    i < exposure.getRungsCount() ? rung(exposure.getRungs(i)) : Rung.UNKNOWN,
                    i < exposure.getSourcesCount() ? source(exposure.getSources(i)) : Source.UNKNOWN,
                    i < exposure.getPropensitiesCount() ? exposure.getPropensities(i) : 1));
        }
        return new Exposure(
                exposure.getReaderId(),
                Instant.ofEpochMilli(exposure.getTimeStamp()),
                policy(exposure.getPolicy()),
                rung(exposure.getRung()),
                articles,
                keyId);
    }

    private static Policy policy(io.reco.api.v1.Policy policy) {
        return new Policy(policy.getName(), policy.getExperiment(), policy.getArm(), policy.getModelId());
    }

    private static Rung rung(io.reco.api.v1.Rung rung) {
        return switch (rung) {
            case RUNG_PERSONAL -> Rung.PERSONAL;
            case RUNG_TRENDING -> Rung.TRENDING;
            case RUNG_FRESH -> Rung.FRESH;
            case RUNG_SERVED -> Rung.SERVED;
            case RUNG_VIEWED -> Rung.VIEWED;
            case RUNG_UNSPECIFIED, UNRECOGNIZED -> Rung.UNKNOWN;
        };
    }

    private static Source source(io.reco.api.v1.Source source) {
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
