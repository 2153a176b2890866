package io.reco.server.model.catalogue;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.reco.server.model.catalogue.Articles.ArticleList;

/**
 * For each of some dense numbers the articles that have it, in the order in which they got it. An article that has it no more
 * stays until all is cleared: whoever reads looks again. Most numbers have one article, which takes 8 bytes.
 */
final class Postings {

    private int[] firsts = {};

    /** The second article and the further ones; null where there is none. */
    private int[] @Nullable [] others = {};

    private int[] counts = {};

    /** Forgets all. */
    void clear() {
        Arrays.fill(counts, 0);
        Arrays.fill(others, null);
    }

    /** Says that an article has a number. */
    void add(int number, int article) {
        if (number >= counts.length) {
            int capacity = Math.max(number + 1, Math.max(16, counts.length + (counts.length >> 1)));
            firsts = Arrays.copyOf(firsts, capacity);
            others = Arrays.copyOf(others, capacity);
            counts = Arrays.copyOf(counts, capacity);
        }
        int count = counts[number]++;
        if (count == 0) {
            firsts[number] = article;
            return;
        }
        int[] list = others[number];
        if (list == null || count > list.length) {
            list = list == null ? new int[3] : Arrays.copyOf(list, count + (count >> 1));
            others[number] = list;
        }
        list[count - 1] = article;
    }

    /** The articles of a number. */
    ArticleList of(int number) {
        return new ArticleList() {
            @Override
            public int count() {
                return number >= 0 && number < counts.length ? counts[number] : 0;
            }

            @Override
            public int article(int place) {
                int[] list = others[number];
                return place == 0 || list == null ? firsts[number] : list[place - 1];
            }
        };
    }
}
