package io.reco.client;

import java.util.Locale;
import java.util.Set;

import com.google.protobuf.FieldMask;

/**
 * A field of {@link ArticleDetails} that can be written alone; see {@link RecommendClient#upsert(java.util.stream.Stream,
 * Set)}.
 */
public enum ArticleField {
    TITLE,
    SUMMARY,
    URL,
    AUTHOR,
    TOPICS,
    LANGUAGE,
    PUBLISH_TIME,
    EXPIRY_TIME,
    HIDDEN;

    static FieldMask mask(Set<ArticleField> fields) {
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("fields: none (expected: at least one)");
        }
        FieldMask.Builder mask = FieldMask.newBuilder();
        fields.stream().sorted().forEach(field -> mask.addPaths(field.name().toLowerCase(Locale.ROOT)));
        return mask.build();
    }
}
