package io.reco.server.store.article;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

import io.reco.server.domain.Article;

/** Names the state of an article: the same on every server and after every restart, another when a field is another. */
final class Etag {

    private static final String ALGORITHM = "SHA-256";
    private static final int BYTES = 12;

    private final MessageDigest digest;

    private Etag(MessageDigest digest) {
        this.digest = digest;
    }

    /** Of an article that the catalogue holds: 16 letters, digits, {@code -} and {@code _}. */
    static String of(ArticleRecord record) {
        try {
            return new Etag(MessageDigest.getInstance(ALGORITHM)).named(record);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime lacks " + ALGORITHM, e);
        }
    }

    /** Lengths and counts stand before what they are of, so that no two articles give the same bytes. */
    private String named(ArticleRecord record) {
        Article article = record.article();
        text(article.id());
        text(article.title());
        text(article.summary());
        text(article.url());
        text(article.author());
        number(article.topics().size());
        article.topics().forEach(this::text);
        text(article.languageCode());
        number(article.publishMs());
        number(article.expireMs());
        number(article.hidden() ? 1 : 0);
        number(article.attributes().size());
        article.attributes().forEach((key, value) -> {
            text(key);
            text(value);
        });
        number(record.createMs());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest.digest(), BYTES));
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(bytes.length);
        digest.update(bytes);
    }

    private void number(long number) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
    }
}
