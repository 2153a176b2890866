package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.StampedLock;

import io.reco.client.RecommendClient;
import io.reco.client.catalog.ArticleDetails;
import io.reco.client.catalog.ArticleField;

/**
 * Keeps the catalogue of a server under load moving: publishes, hides, takes out, publishes again. For each new article the
 * oldest goes, so that the catalogue keeps its size. Safe for use by many threads.
 */
final class Newsdesk {

    private static final int TITLE_WORDS = 7;
    private static final int SUMMARY_WORDS = 25;
    /** How many articles are hidden, and how many deleted, before the first comes back. */
    private static final int AWAY = 5;

    private final RecommendClient client;
    private final Random random;
    /** By id, in the order of publication. */
    private final Map<String, ArticleDetails> live = new LinkedHashMap<>();

    private final Map<String, List<String>> wordsByTopic = new HashMap<>();
    private final Map<String, String> topics = new ConcurrentHashMap<>();
    private final Deque<ArticleDetails> hidden = new ArrayDeque<>();
    private final Deque<ArticleDetails> deleted = new ArrayDeque<>();
    /** Those that must not be on a page, with when ({@link System#nanoTime()}) the server had acknowledged it. */
    private final Map<String, Long> withdrawn = new ConcurrentHashMap<>();

    private final StampedLock changing = new StampedLock();
    private int newest;
    private int changes;

    /** Of a server whose catalogue holds articles already, each with a topic. */
    Newsdesk(RecommendClient client, long seed) {
        this.client = client;
        random = new Random(seed);
        client.listArticles().forEach(this::take);
    }

    private void take(ArticleDetails article) {
        live.put(article.id(), article);
        topics.put(article.id(), article.topics().get(0));
        wordsByTopic
                .computeIfAbsent(article.topics().get(0), topic -> new ArrayList<>())
                .addAll(Arrays.asList((article.title() + " " + article.summary()).split(" ")));
        newest = Math.max(newest, Integer.parseInt(article.id()));
    }

    /** In alphabetical order. */
    List<String> topics() {
        return wordsByTopic.keySet().stream().sorted().toList();
    }

    /** The main topic of an article that is or was in the catalogue. */
    String topicOf(String article) {
        return topics.getOrDefault(article, "");
    }

    /** Whether an article was out of sight already when a call began, and still is. */
    boolean wasWithdrawn(String article, long beganNanos) {
        Long since = withdrawn.get(article);
        return since != null && since - beganNanos < 0;
    }

    boolean isWithdrawn(String article) {
        return withdrawn.containsKey(article);
    }

    /** To be given to {@link #wasQuietSince}. */
    long now() {
        return changing.tryOptimisticRead();
    }

    /** Whether nothing was changed, nor about to be, since a moment that {@link #now} gave. */
    boolean wasQuietSince(long moment) {
        return changing.validate(moment);
    }

    /** Changes the catalogue once; returns when the change is in force. */
    void change() {
        long stamp = changing.writeLock();
        try {
            changeAlone();
        } finally {
            changing.unlockWrite(stamp);
        }
    }

    private void changeAlone() {
        switch (changes++ % 10) {
            case 1 -> hide();
            case 3 -> show();
            case 5 -> {
                deleted.add(any());
                delete(deleted.getLast());
            }
            case 7 -> restore();
            default -> {
                publish();
                delete(live.values().iterator().next());
            }
        }
    }

    private ArticleDetails any() {
        return live.values().stream()
                .skip(random.nextInt(live.size()))
                .findFirst()
                .orElseThrow();
    }

    private void publish() {
        ArticleDetails like = any();
        String topic = like.topics().get(0);
        upsert(ArticleDetails.builder(++newest)
                .title(text(topic, TITLE_WORDS))
                .summary(text(topic, SUMMARY_WORDS))
                .author(like.author())
                .topics(like.topics())
                .languageCode(like.languageCode())
                .build());
    }

    /** Words of this topic's first articles. */
    private String text(String topic, int words) {
        List<String> known = wordsByTopic.getOrDefault(topic, List.of());
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(known.get(random.nextInt(known.size()))).append(' ');
        }
        return text.toString();
    }

    private void hide() {
        ArticleDetails article = any().toBuilder().hidden(true).build();
        assertThat(client.upsert(List.of(article), Set.of(ArticleField.HIDDEN)).upserted())
                .isEqualTo(1);
        live.remove(article.id());
        hidden.add(article);
        withdrawn.put(article.id(), System.nanoTime());
    }

    private void show() {
        if (hidden.size() > AWAY) {
            upsert(hidden.remove().toBuilder().hidden(false).build());
        }
    }

    private void delete(ArticleDetails article) {
        assertThat(client.delete(article.id()).deleted()).isEqualTo(1);
        live.remove(article.id());
        withdrawn.put(article.id(), System.nanoTime());
    }

    private void restore() {
        if (deleted.size() > AWAY) {
            upsert(deleted.remove());
        }
    }

    /** Whatever its state is by now: this desk is the only one. */
    private void upsert(ArticleDetails article) {
        withdrawn.remove(article.id());
        assertThat(client.upsert(article.toBuilder().etag("").build()).upserted())
                .isEqualTo(1);
        live.put(article.id(), article);
        topics.put(article.id(), article.topics().get(0));
    }
}
