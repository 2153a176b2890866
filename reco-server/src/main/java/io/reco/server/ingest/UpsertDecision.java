package io.reco.server.ingest;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.Article;
import io.reco.server.domain.Fact;
import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.store.article.ArticleChange;
import io.reco.server.store.article.ArticleRecord;

/** What becomes of one write: a new article, a changed one, nothing, or a refusal because of what is stored. */
final class UpsertDecision implements ArticleChange {

    /** An id upserted no later than this after its deletion names the same article as before. */
    static final Duration SAME_ARTICLE = Duration.ofHours(24);

    private final ArticleWrite write;
    private List<Violation> violations = List.of();

    UpsertDecision(ArticleWrite write) {
        this.write = write;
    }

    @Override
    public String article() {
        return write.article().id();
    }

    @Override
    public @Nullable Fact decide(@Nullable ArticleRecord record, long nowMs) {
        ArticleRecord same = goesOn(record, nowMs) ? record : null;
        Article before = same == null ? Article.bare(article()) : same.article();
        long createMs = same == null ? nowMs : same.createMs();
        Article after = published(ArticleField.merge(before, write.article(), write.fields()), before, createMs);
        boolean unchanged = same != null && same.listed() && after.equals(before);
        violations = unchanged ? List.of() : violations(record, after);
        if (unchanged || !violations.isEmpty()) {
            return null;
        }
        return new Fact.ArticleUpserted(after, createMs, same == null ? record != null : same.successor());
    }

    /** What forbids to write this in place of what the record holds. */
    private List<Violation> violations(@Nullable ArticleRecord record, Article after) {
        if (!write.etag().isEmpty()) {
            String now = record != null && record.listed() ? record.etag() : "";
            if (!write.etag().equals(now)) {
                String expected =
                        now.isEmpty() ? "none: there is no such article" : "the etag of the article as it is now";
                return List.of(Violation.of(write.path() + ".etag", write.etag(), expected)
                        .because(Violation.STALE));
            }
        }
        return after.publishMs() <= after.expireMs() ? List.of() : List.of(expiresTooEarly(after));
    }

    /** Whether the record is of the very article that the write is about. */
    private static boolean goesOn(@Nullable ArticleRecord record, long nowMs) {
        return record != null && (record.listed() || nowMs - record.deletedMs() <= SAME_ARTICLE.toMillis());
    }

    /**
     * The article with a publish time. Written whole without one, it keeps the one it had; a caller who names the field and
     * sends none wants the moment of its first upsert. Neither is later than the end that was sent with it.
     */
    private Article published(Article merged, Article before, long createMs) {
        if (merged.publishMs() != Article.UNSET) {
            return merged;
        }
        boolean keeps = write.whole() && before.publishMs() != Article.UNSET;
        return merged.publishedAt(Math.min(keeps ? before.publishMs() : createMs, merged.expireMs()));
    }

    private Violation expiresTooEarly(Article after) {
        Instant publish = Instant.ofEpochMilli(after.publishMs());
        Instant expiry = Instant.ofEpochMilli(after.expireMs());
        return write.fields().contains(ArticleField.EXPIRE_TIME)
                ? Violation.of(write.path() + ".expire_time", expiry, "not before publish_time, " + publish)
                : Violation.of(write.path() + ".publish_time", publish, "not after expire_time, " + expiry);
    }

    /** Why the last decision was to refuse; empty when it was not. */
    List<Violation> violations() {
        return violations;
    }

    int index() {
        return write.index();
    }
}
