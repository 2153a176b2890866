package io.reco.server.model.catalogue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;

import com.google.common.hash.Hashing;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;

import io.reco.server.model.catalogue.Articles.ArticleList;
import io.reco.server.model.snapshot.ColumnReader;
import io.reco.server.model.snapshot.ColumnWriter;
import io.reco.server.model.snapshot.Part;

/**
 * The attributes of articles, each key with its value as one number. The texts are not here: a pair is known by 64 bits of its
 * hash. About 40 bytes for a pair that one article has, 8 for another article with it.
 */
final class Attributes implements Part {

    private static final int[] NONE = {};

    private final Long2IntOpenHashMap numbers = new Long2IntOpenHashMap();

    /** By ordinal, ascending. */
    private int[][] ofArticles = new int[16][];

    private final Postings postings = new Postings();

    Attributes() {
        numbers.defaultReturnValue(Articles.NONE);
    }

    private static long hash(String key, String value) {
        return Hashing.murmur3_128()
                .newHasher()
                .putInt(key.length())
                .putString(key, StandardCharsets.UTF_16LE)
                .putString(value, StandardCharsets.UTF_16LE)
                .hash()
                .asLong();
    }

    /** The number of a pair, or {@link Articles#NONE} when no article ever had it. */
    int number(String key, String value) {
        return numbers.get(hash(key, value));
    }

    boolean has(int article, int number) {
        return article < ofArticles.length
                && ofArticles[article] != null
                && Arrays.binarySearch(ofArticles[article], number) >= 0;
    }

    /** The articles that have a pair, or had it. */
    ArticleList articles(int number) {
        return postings.of(number);
    }

    /** Sets the attributes of an article; returns how many lists name it in vain from now on. */
    int set(int article, Map<String, String> attributes) {
        if (article >= ofArticles.length) {
            ofArticles = Arrays.copyOf(ofArticles, Math.max(article + 1, article + (article >> 1)));
        }
        int[] before = ofArticles[article] == null ? NONE : ofArticles[article];
        int[] now = new int[attributes.size()];
        int count = 0;
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            now[count++] = intern(hash(attribute.getKey(), attribute.getValue()));
        }
        Arrays.sort(now);
        ofArticles[article] = now.length == 0 ? NONE : now;
        int kept = 0;
        for (int number : now) {
            if (Arrays.binarySearch(before, number) < 0) {
                postings.add(number, article);
            } else {
                kept++;
            }
        }
        return before.length - kept;
    }

    private int intern(long hash) {
        int known = numbers.get(hash);
        if (known != Articles.NONE) {
            return known;
        }
        int next = numbers.size();
        numbers.put(hash, next);
        return next;
    }

    /** Forgets the pairs that no article has any more, and makes the lists anew. */
    void relist() {
        forgetUnused();
        postings.clear();
        list();
    }

    private void list() {
        for (int article = 0; article < ofArticles.length; article++) {
            if (ofArticles[article] != null) {
                for (int number : ofArticles[article]) {
                    postings.add(number, article);
                }
            }
        }
    }

    private void forgetUnused() {
        BitSet used = new BitSet(numbers.size());
        for (int[] row : ofArticles) {
            for (int number : row == null ? NONE : row) {
                used.set(number);
            }
        }
        int[] renumbered = new int[numbers.size()];
        int next = 0;
        for (int number = used.nextSetBit(0); number >= 0; number = used.nextSetBit(number + 1)) {
            renumbered[number] = next++;
        }
        long[] hashes = hashes();
        numbers.clear();
        used.stream().forEach(number -> numbers.put(hashes[number], renumbered[number]));
        for (int[] row : ofArticles) {
            for (int i = 0; row != null && i < row.length; i++) {
                row[i] = renumbered[row[i]]; // the order stays
            }
        }
    }

    /** By number. */
    private long[] hashes() {
        long[] hashes = new long[numbers.size()];
        numbers.long2IntEntrySet().fastForEach(entry -> hashes[entry.getIntValue()] = entry.getLongKey());
        return hashes;
    }

    @Override
    public void save(ColumnWriter out) {
        long[] hashes = hashes();
        out.longs("attribute hashes", hashes.length, number -> hashes[number]);
        out.rows(
                "attributes", ofArticles.length, article -> ofArticles[article], article -> ofArticles[article].length);
    }

    @Override
    public void restore(ColumnReader in) {
        long[] hashes = in.longs("attribute hashes", 0);
        for (int number = 0; number < hashes.length; number++) {
            numbers.put(hashes[number], number);
        }
        ofArticles = in.rows("attributes", 16);
        list();
    }
}
