package io.reco.server.model.catalogue;

import it.unimi.dsi.fastutil.HashCommon;

import io.reco.server.domain.Article;

/**
 * 64 bits of an article's title and summary that differ little when the texts do: SimHash over words and pairs of neighbouring
 * words, whatever their case and punctuation. A changed word in a hundred leaves two texts near; another name or number in a
 * headline does not.
 *
 * <p>Source: Charikar, "Similarity Estimation Techniques from Rounding Algorithms", STOC 2002; that a few of
 * 64 bits tell copies: Manku, Jain, Das Sarma, "Detecting Near-Duplicates for Web Crawling", WWW 2007, with 3; news are shorter
 * than web pages, so that one word weighs more.
 */
final class Fingerprint {

    /** Of a text without words: near to none. */
    static final long NONE = 0;

    private static final int BITS_MAX = 6;
    /** Later words say nothing: it bounds what an upsert costs. */
    private static final int WORDS_MAX = 512;

    private final int[] sums = new int[Long.SIZE];
    private long before;
    private int words;

    private Fingerprint() {}

    static long of(Article article) {
        return new Fingerprint().of(Canonical.name(article.title() + ' ' + article.summary()));
    }

    /** Whether two texts are the same or nearly so. */
    static boolean near(long one, long other) {
        return one != NONE && other != NONE && Long.bitCount(one ^ other) <= BITS_MAX;
    }

    private long of(String text) {
        long word = 0;
        for (int i = 0; i < text.length() && words < WORDS_MAX; ) {
            int character = text.codePointAt(i);
            i += Character.charCount(character);
            boolean whole = Character.isIdeographic(character); // a word of its own
            if (word != 0 && (whole || !Character.isLetterOrDigit(character))) {
                take(word);
                word = 0;
            }
            if (whole) {
                take(HashCommon.murmurHash3((long) character));
            } else if (Character.isLetterOrDigit(character)) {
                word = HashCommon.murmurHash3(word * 31 + character);
            }
        }
        if (word != 0) {
            take(word);
        }
        return words == 0 ? NONE : bits();
    }

    private void take(long word) {
        add(word);
        if (words++ > 0) {
            add(HashCommon.murmurHash3(before * 31 + word));
        }
        before = word;
    }

    private void add(long hash) {
        for (int bit = 0; bit < Long.SIZE; bit++) {
            sums[bit] += (hash >>> bit & 1) == 0 ? -1 : 1;
        }
    }

    private long bits() {
        long bits = 0;
        for (int bit = 0; bit < Long.SIZE; bit++) {
            bits |= sums[bit] > 0 ? 1L << bit : 0;
        }
        return bits == NONE ? 1 : bits;
    }
}
