package io.reco.server.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;

/**
 * A simulated newsroom and its readers. One seed always makes the same articles, tastes and events, with the same ids; only
 * the times move along with {@code nowMs}. So filling a store twice changes nothing the second time.
 */
public final class Newsroom {

    /* Every reader likes two or three of the desks and takes nine of ten articles from them, the first one most often.
     * They read in sessions, prefer what is new and what appeals to everybody, never open an article twice, and leave at
     * least half of each desk unread, so that something is left to recommend. */

    public static final int ARTICLES = 600;
    public static final int READERS = 1_000;
    public static final int EVENTS = 50_000;

    private static final Duration PUBLISHED_OVER = Duration.ofDays(10);
    private static final Duration READ_OVER = Duration.ofDays(6);
    private static final Duration SESSION_MAX = Duration.ofMinutes(40);
    private static final double FRESHNESS_MS = Duration.ofHours(36).toMillis();
    private static final double STRAY_SHARE = 0.1;
    private static final double FAVOURITE_SHARE = 0.55;
    private static final double SECOND_TOPIC_SHARE = 0.15;

    private static final String[] FIRST_NAMES = {"Ada", "Bruno", "Chidi", "Dora", "Emil", "Freya", "Goran", "Hana"};
    private static final String[] LAST_NAMES = {"Abara", "Blume", "Castro", "Dahl", "Endo", "Farkas"};
    private static final String[] PLACES = {
        "Lisbon", "Nairobi", "Gdansk", "Quito", "Tbilisi", "Cork", "Da Nang", "Tromsø", "Oran", "Winnipeg"
    };
    private static final String[] OPENINGS = {"", "How ", "The day ", "Why "};

    private final Random random;
    private final long nowMs;
    private final List<Article> articles = new ArrayList<>(ARTICLES);
    private final double[] appeals = new double[ARTICLES];
    private final List<List<Article>> byDesk = new ArrayList<>();
    private final int[][] tastes = new int[READERS + 1][];
    private final List<Event> events;

    private Newsroom(long seed, long nowMs) {
        this.random = new Random(seed);
        this.nowMs = nowMs;
        publish();
        drawTastes();
        this.events = number(read(), seed);
    }

    /** The newsroom of a seed, as it stands at {@code nowMs} (milliseconds since 1970 UTC). */
    public static Newsroom of(long seed, long nowMs) {
        return new Newsroom(seed, nowMs);
    }

    /** With ids 1..{@link #ARTICLES}, in the order they were published, over the last ten days. */
    public List<Article> articles() {
        return Collections.unmodifiableList(articles);
    }

    /** All {@link #EVENTS}, oldest first, over the last six days; of readers 1..{@link #READERS}. */
    public List<Event> events() {
        return events;
    }

    /** Two or three topics that a reader (1..{@link #READERS}) likes, the best liked first. */
    public List<String> tasteOf(int reader) {
        List<String> topics = new ArrayList<>();
        for (int desk : tastes[reader]) {
            topics.add(Desk.ALL.get(desk).topic());
        }
        return topics;
    }

    private void publish() {
        List<List<String>> headlines = new ArrayList<>();
        for (Desk desk : Desk.ALL) {
            byDesk.add(new ArrayList<>());
            headlines.add(headlines(desk));
        }
        long stepMs = PUBLISHED_OVER.toMillis() / ARTICLES;
        for (int i = 0; i < ARTICLES; i++) {
            int desk = i % Desk.ALL.size();
            String title = headlines.get(desk).get(i / Desk.ALL.size());
            long publishMs = nowMs - (ARTICLES - i) * stepMs + random.nextInt((int) stepMs);
            Article article = article(i + 1, desk, title, publishMs);
            articles.add(article);
            byDesk.get(desk).add(article);
            appeals[i] = StrictMath.pow(1 - random.nextDouble(), 2) + 0.02; // few appeal to many
        }
    }

    /** All headlines that a desk's phrases give, each once, shuffled. */
    private List<String> headlines(Desk desk) {
        List<String> headlines = new ArrayList<>();
        for (String subject : desk.subjects()) {
            for (String turn : desk.turns()) {
                String headline = pick(OPENINGS) + subject + " " + turn;
                headlines.add(headline.substring(0, 1).toUpperCase(Locale.ROOT) + headline.substring(1));
            }
        }
        Collections.shuffle(headlines, random);
        return headlines;
    }

    private Article article(int id, int desk, String title, long publishMs) {
        List<String> details = Desk.ALL.get(desk).details();
        String summary = details.get(random.nextInt(details.size())) + " A report from " + pick(PLACES) + ".";
        // Four authors a desk, none at two desks.
        int author = desk * 4 + random.nextInt(4);
        String name = FIRST_NAMES[author % FIRST_NAMES.length] + " " + LAST_NAMES[author / FIRST_NAMES.length];
        List<String> topics = new ArrayList<>(List.of(Desk.ALL.get(desk).topic()));
        int second = random.nextInt(Desk.ALL.size());
        if (random.nextDouble() < SECOND_TOPIC_SHARE && second != desk) {
            topics.add(Desk.ALL.get(second).topic());
        }
        String url = "https://newsroom.example/articles/" + id;
        return new Article(
                Integer.toString(id), title, summary, url, name, topics, "en", publishMs, Article.NEVER, false);
    }

    private void drawTastes() {
        List<Integer> desks = new ArrayList<>();
        for (int desk = 0; desk < Desk.ALL.size(); desk++) {
            desks.add(desk);
        }
        for (int reader = 1; reader <= READERS; reader++) {
            Collections.shuffle(desks, random);
            int[] taste = new int[2 + random.nextInt(2)];
            for (int i = 0; i < taste.length; i++) {
                taste[i] = desks.get(i);
            }
            tastes[reader] = taste;
        }
    }

    /** Sessions of all readers, the keen ones more often, until there are events enough. */
    private List<Event> read() {
        List<Event> read = new ArrayList<>(EVENTS);
        BitSet[] seen = new BitSet[READERS + 1];
        for (int reader = 1; reader <= READERS; reader++) {
            seen[reader] = new BitSet();
            session(reader, seen[reader], read); // nobody is left out
        }
        while (read.size() < EVENTS) {
            int reader = 1 + (int) (READERS * StrictMath.pow(random.nextDouble(), 1.3));
            session(reader, seen[reader], read);
        }
        return read.subList(0, EVENTS);
    }

    private void session(int reader, BitSet seen, List<Event> read) {
        long agoMs = (long) (READ_OVER.toMillis() * StrictMath.pow(random.nextDouble(), 1.2));
        long timeMs = nowMs - SESSION_MAX.toMillis() - agoMs;
        int views = 2 + random.nextInt(6);
        for (int i = 0; i < views; i++) {
            int desk = chooseDesk(reader);
            Article article = chooseArticle(desk, seen, timeMs);
            if (article != null) {
                seen.set(number(article));
                timeMs = open(reader, article, likes(reader, desk), timeMs, read);
            }
        }
    }

    private int chooseDesk(int reader) {
        if (random.nextDouble() < STRAY_SHARE) {
            return random.nextInt(Desk.ALL.size());
        }
        int[] taste = tastes[reader];
        int choice = 0;
        while (choice < taste.length - 1 && random.nextDouble() >= FAVOURITE_SHARE) {
            choice++;
        }
        return taste[choice];
    }

    /** One that the reader has not opened; null when they have had their half of the desk. */
    private @Nullable Article chooseArticle(int desk, BitSet seen, long timeMs) {
        List<Article> offered = byDesk.get(desk);
        double[] weights = new double[offered.size()];
        double sum = 0;
        int seenCount = 0;
        for (int i = 0; i < weights.length; i++) {
            Article article = offered.get(i);
            long ageMs = timeMs - article.publishMs();
            if (seen.get(number(article))) {
                seenCount++;
            } else if (ageMs >= 0) {
                weights[i] = appeals[number(article) - 1] * (0.05 + StrictMath.exp(-ageMs / FRESHNESS_MS));
                sum += weights[i];
            }
        }
        if (sum == 0 || seenCount >= offered.size() / 2) {
            return null;
        }
        double draw = random.nextDouble() * sum;
        int choice = 0;
        while (weights[choice] == 0 || draw >= weights[choice]) {
            draw -= weights[choice];
            choice++;
        }
        return offered.get(choice);
    }

    /** A view and what follows from it; returns when the reader is through with the article. */
    private long open(int reader, Article article, boolean liked, long timeMs, List<Event> read) {
        read.add(event(reader, article, EventType.VIEW, timeMs));
        long endMs = timeMs + 20_000 + random.nextInt(160_000);
        if (liked) {
            follow(0.40, reader, article, EventType.READ, endMs, read);
            follow(0.08, reader, article, EventType.LIKE, endMs + 1_000, read);
            follow(0.05, reader, article, EventType.BOOKMARK, endMs + 2_000, read);
            follow(0.05, reader, article, EventType.SHARE, endMs + 3_000, read);
            follow(0.02, reader, article, EventType.COMMENT, endMs + 60_000, read);
        } else {
            follow(0.10, reader, article, EventType.READ, endMs, read);
            follow(0.05, reader, article, EventType.DISLIKE, endMs + 1_000, read);
        }
        return endMs + 5_000 + random.nextInt(60_000);
    }

    private void follow(double share, int reader, Article article, EventType type, long timeMs, List<Event> read) {
        if (random.nextDouble() < share) {
            read.add(event(reader, article, type, timeMs));
        }
    }

    /** From 1 on, in the order of publication. */
    private static int number(Article article) {
        return Integer.parseInt(article.id());
    }

    private static Event event(int reader, Article article, EventType type, long timeMs) {
        return new Event("", Integer.toString(reader), article.id(), type, timeMs, 0);
    }

    private boolean likes(int reader, int desk) {
        return Arrays.stream(tastes[reader]).anyMatch(liked -> liked == desk);
    }

    /** In the order they happened, with ids that name the seed and the place in that order. */
    private static List<Event> number(List<Event> read, long seed) {
        List<Event> ordered = new ArrayList<>(read);
        ordered.sort(Comparator.comparingLong(Event::timeMs));
        List<Event> numbered = new ArrayList<>(ordered.size());
        for (Event event : ordered) {
            String id = "demo-" + seed + "-" + (numbered.size() + 1);
            numbered.add(new Event(id, event.reader(), event.article(), event.type(), event.timeMs(), 0));
        }
        return Collections.unmodifiableList(numbered);
    }

    private String pick(String[] words) {
        return words[random.nextInt(words.length)];
    }
}
