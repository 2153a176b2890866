package io.reco.it;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A month of a made-up newsroom as files for {@code import}, the same for the same size. Readers come in short sessions and
 * view what is new in three topics of their own, now and then in others. How often an article is viewed falls as 1/rank, down
 * to a hundredth of the most viewed.
 */
record SyntheticNews(int articles, List<Cohort> cohorts, Instant now) {

    /** Event ids are known for so long: older events are compared with what their reader did. */
    private static final Duration IDS_KNOWN = Duration.ofDays(7);

    private static final long SPAN_MS = Duration.ofDays(30).toMillis();
    private static final double AGE_MS = Duration.ofHours(12).toMillis();
    private static final int WORDS = 20_000;
    private static final int TITLE_WORDS = 8;
    private static final int AUTHORS = 1_000;
    private static final int TOPICS_MAX = 400;
    private static final int TOPIC_ARTICLES = 25;
    private static final int TASTES = 3;
    private static final int SESSION_EVENTS = 5;
    private static final long SESSION_STEP_MS = 60_000;
    private static final double FAME_MIN = 0.01;
    private static final int TRIES = 64;
    /** Of a key that is sorted: above them the second, in them the number of the event. */
    private static final int NUMBER_BITS = 40;

    /** Readers {@code first}, {@code first + 1}, … who viewed so many articles each. */
    record Cohort(int first, int readers, int events) {

        /** The {@code i}-th in an order that has nothing to do with their numbers; all differ for {@code i} below readers. */
        int reader(int i) {
            // A prime that is larger than any cohort.
            return first + (int) (i * 2_147_483_629L % readers);
        }
    }

    void writeArticles(Path file) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        try (BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
            writer.write("article_id,title,author,topics,language_code,publish_time\n");
            for (int id = 1; id <= articles; id++) {
                StringBuilder line = new StringBuilder().append(id).append(',');
                for (int word = 0; word < TITLE_WORDS; word++) {
                    line.append("word").append(skewed(random, WORDS)).append(' ');
                }
                line.append(",author").append(skewed(random, AUTHORS));
                line.append(",topic").append(id % topics());
                line.append("|topic").append(skewed(random, topics()));
                line.append(",en,").append(publishMs(id)).append('\n');
                writer.append(line);
            }
        }
    }

    /** All events by time: those older than event ids are known, and the others. */
    void writeEvents(Path older, Path recent) throws IOException {
        long cutMs = now.minus(IDS_KNOWN).toEpochMilli();
        long[] keys = keys();
        try (BufferedWriter before = Files.newBufferedWriter(older, StandardCharsets.US_ASCII);
                BufferedWriter after = Files.newBufferedWriter(recent, StandardCharsets.US_ASCII)) {
            before.write("reader,article,type,time\n");
            after.write("reader,article,type,time\n");
            for (long key : keys) {
                long number = key & ((1L << NUMBER_BITS) - 1);
                long timeMs = beginMs() + (key >>> NUMBER_BITS) * 1000;
                int reader = reader(number);
                String line = reader + "," + viewed(number, reader, timeMs) + ",view," + timeMs + "\n";
                (timeMs < cutMs ? before : after).write(line);
            }
        }
    }

    /** The moment and the number of every event, in order. */
    private long[] keys() {
        int count = cohorts.stream()
                .mapToInt(cohort -> cohort.readers() * cohort.events())
                .sum();
        long[] keys = new long[count];
        for (int number = 0; number < count; number++) {
            int position = position(number);
            SplittableRandom session = new SplittableRandom(reader(number) * 1_000L + position / SESSION_EVENTS);
            long afterMs = session.nextLong(SPAN_MS - SESSION_EVENTS * SESSION_STEP_MS)
                    + (position % SESSION_EVENTS) * SESSION_STEP_MS;
            keys[number] = ((afterMs / 1000) << NUMBER_BITS) | number;
        }
        Arrays.sort(keys);
        return keys;
    }

    private int reader(long number) {
        Cohort cohort = cohort(number);
        return cohort.first() + (int) ((number - begin(cohort)) / cohort.events());
    }

    /** The how manieth event of its reader it is, from 0 on. */
    private int position(long number) {
        Cohort cohort = cohort(number);
        return (int) ((number - begin(cohort)) % cohort.events());
    }

    private Cohort cohort(long number) {
        return cohorts.stream()
                .filter(cohort -> number < begin(cohort) + (long) cohort.readers() * cohort.events())
                .findFirst()
                .orElseThrow();
    }

    private long begin(Cohort of) {
        return cohorts.stream()
                .takeWhile(cohort -> !cohort.equals(of))
                .mapToLong(cohort -> (long) cohort.readers() * cohort.events())
                .sum();
    }

    private int viewed(long number, int reader, long timeMs) {
        SplittableRandom random = new SplittableRandom(number);
        int id = 1;
        for (int attempt = 0; attempt < TRIES; attempt++) {
            int topic = random.nextInt(4) == 0
                    ? random.nextInt(topics())
                    : Math.floorMod(reader * 31 + random.nextInt(TASTES) * 131, topics());
            double ageMs = -Math.log(1 - random.nextDouble()) * AGE_MS;
            int newest = (int) ((timeMs - ageMs - beginMs()) / SPAN_MS * articles);
            id = Math.max(1, Math.min(articles, Math.max(0, newest / topics() * topics()) + topic));
            if (random.nextDouble() < fame(id)) {
                break;
            }
        }
        return id;
    }

    private static double fame(int id) {
        return Math.min(1, FAME_MIN / new SplittableRandom(id).nextDouble());
    }

    private int topics() {
        return Math.max(1, Math.min(TOPICS_MAX, articles / TOPIC_ARTICLES));
    }

    private long beginMs() {
        return now.toEpochMilli() - SPAN_MS;
    }

    private long publishMs(int id) {
        return beginMs() + (long) ((double) id / articles * SPAN_MS);
    }

    private static int skewed(SplittableRandom random, int bound) {
        return (int) (bound * Math.pow(random.nextDouble(), 3));
    }
}
