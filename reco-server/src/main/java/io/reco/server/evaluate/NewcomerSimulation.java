package io.reco.server.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.page.Page;
import io.reco.server.evaluate.measure.Report;
import io.reco.server.model.settings.Parameter;
import io.reco.server.recommend.Answer;

/**
 * Whether new articles get their chance, and what that costs: simulated readers ask for pages of ten, look down each as far as
 * chance lets them, report what they saw, and open what attracts them. Each article has an open rate that only the simulation
 * knows, and no topics or words. The oracle knows them all, and repeats nothing either that a reader was served.
 */
final class NewcomerSimulation {

    private static final long START_MS = 1_700_000_000_000L;
    private static final int PAGE = 10;

    /** A slot is looked at with this probability when the one above it was. */
    private static final double LOOKS_ON = 0.9;

    private static final int MINUTES = 30;
    private static final int PAGES_PER_NEWCOMER_AND_MINUTE = 100;
    private static final int NEWCOMERS = 10;
    private static final int OLD = 200;
    private static final int KNOWN = 5_000;
    private static final int WARM_UP_PAGES = 20_000;

    private final Map<Parameter, Double> settings;
    private final long seed;

    NewcomerSimulation(Map<Parameter, Double> settings, long seed) {
        this.settings = settings;
        this.seed = seed;
    }

    Report run() {
        Report report = new Report();
        firstSight(report);
        floor(report);
        return report;
    }

    /** 1,000 articles come out at once, and 300 new readers ask for a page each. */
    private void firstSight(Report report) {
        try (Room room = new Room(settings, seed)) {
            room.publish(0, 1_000, START_MS);
            Set<Long> seen = new HashSet<>();
            for (int reader = 1; reader <= 300; reader++) {
                room.ask("new-" + reader, START_MS + reader * 1_000L).forEach(slot -> seen.add(slot.article()));
            }
            report.count("new articles", 1_000);
            report.count("new readers, a page each", 300);
            report.count("new articles on their pages", seen.size());
        }
    }

    /** New articles among old ones whose open rates readers have taught, at 100 pages a minute for each new one. */
    private void floor(Report report) {
        try (Room room = new Room(settings, seed)) {
            room.publish(0, OLD, START_MS - 86_400_000L * 3);
            for (int page = 0; page < WARM_UP_PAGES; page++) {
                room.ask(room.reader(), START_MS + page * 100L);
            }
            long beginMs = START_MS + WARM_UP_PAGES * 100L;
            room.publish(OLD, NEWCOMERS, beginMs);
            room.forget();
            int perMinute = NEWCOMERS * PAGES_PER_NEWCOMER_AND_MINUTE;
            int reachedAfter = -1;
            for (int minute = 0; minute < MINUTES; minute++) {
                for (int page = 0; page < perMinute; page++) {
                    room.ask(room.reader(), beginMs + minute * 60_000L + page * 60_000L / perMinute);
                }
                if (reachedAfter < 0 && room.fewestSeen(OLD) >= 100) {
                    reachedAfter = minute + 1;
                }
            }
            report.count("new articles among " + OLD, NEWCOMERS);
            report.count("minutes until each was exposed 100 times", reachedAfter);
            report.count("fewest exposures of one after " + MINUTES + " minutes", room.fewestSeen(OLD));
            report.number("opened a page", room.opened / (double) room.pages);
            report.number("opened a page, by an oracle", room.oracle / room.pages);
            report.number("regret", 1 - room.opened / room.oracle);
        }
    }

    /** A service and its readers. */
    private static final class Room implements AutoCloseable {

        private final Service service;
        private final SplittableRandom random;
        private final Map<String, BitSet> served = new HashMap<>();
        private double[] rates = new double[0];
        private Integer[] best = new Integer[0];
        private int[] seen = new int[0];
        private long pages;
        private long opened;
        private double oracle;
        private long events;

        Room(Map<Parameter, Double> settings, long seed) {
            this.service = new Service(settings);
            this.random = new SplittableRandom(seed);
        }

        /** One in three asks without a name; others come back. */
        String reader() {
            return random.nextInt(3) == 0 ? "" : "reader-" + random.nextInt(KNOWN);
        }

        void publish(int from, int count, long timeMs) {
            List<Article> articles = new ArrayList<>();
            rates = Arrays.copyOf(rates, from + count);
            seen = Arrays.copyOf(seen, from + count);
            for (int i = from; i < from + count; i++) {
                rates[i] = 0.01 + 0.3 * Math.pow(random.nextDouble(), 6);
                articles.add(Article.bare(Integer.toString(i + 1)).publishedAt(timeMs));
            }
            service.reach(timeMs);
            service.publish(articles);
            best = IntStream.range(0, rates.length).boxed().toArray(Integer[]::new);
            Arrays.sort(best, Comparator.comparingDouble(article -> -rates[article]));
        }

        void forget() {
            Arrays.fill(seen, 0);
            pages = 0;
            opened = 0;
            oracle = 0;
        }

        int fewestSeen(int from) {
            return Arrays.stream(seen, from, seen.length).min().orElse(0);
        }

        /** What would be opened of the page with the highest open rates, of what this reader was not served yet. */
        private double oracle(BitSet before) {
            double sum = 0;
            int slot = 0;
            for (int place = 0; place < best.length && slot < PAGE; place++) {
                if (!before.get(best[place])) {
                    sum += Math.pow(LOOKS_ON, slot++) * rates[best[place]];
                }
            }
            return sum;
        }

        List<Page.Slot> ask(String reader, long nowMs) {
            Answer answer = service.answer(reader, PAGE, nowMs, 0, true);
            String who = reader.isEmpty() ? "somebody-" + pages : reader;
            List<Page.Slot> slots = Service.slots(answer);
            pages++;
            BitSet before = reader.isEmpty() ? new BitSet() : served.computeIfAbsent(reader, unused -> new BitSet());
            oracle += oracle(before);
            slots.forEach(slot -> before.set((int) slot.article() - 1));
            for (int slot = 0; slot < slots.size() && (slot == 0 || random.nextDouble() < LOOKS_ON); slot++) {
                int article = (int) slots.get(slot).article() - 1;
                seen[article]++;
                report(who, article, EventType.EXPOSE, nowMs, answer.exposure());
                if (random.nextDouble() < rates[article]) {
                    opened++;
                    report(who, article, EventType.VIEW, nowMs, answer.exposure());
                }
            }
            service.takeIn();
            return slots;
        }

        private void report(String reader, int article, EventType type, long nowMs, String exposure) {
            service.report(new Event("s" + events++, reader, Integer.toString(article + 1), type, nowMs, 0), exposure);
        }

        @Override
        public void close() {
            service.close();
        }
    }
}
