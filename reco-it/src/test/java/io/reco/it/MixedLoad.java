package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;

import io.reco.client.RecommendClient;
import io.reco.client.feedback.Event;
import io.reco.client.feedback.EventType;
import io.reco.client.feedback.ReportResult;
import io.reco.client.page.Exposure;
import io.reco.client.page.Page;

/**
 * What a site does with a server, by one of several callers: pages of known, new and anonymous readers, events of all types of
 * which a tenth are late, replays, looks back, changes of the catalogue. It does as much of each for so many pages, however
 * fast the machine is. Anything wrong ends it with an exception.
 */
final class MixedLoad {

    private static final int PAGE = 10;
    private static final double ANONYMOUS_SHARE = 0.15;
    private static final double NEW_SHARE = 0.2;
    private static final double REPLAY_SHARE = 0.1;
    private static final double HISTORY_SHARE = 0.05;
    private static final double CHANGE_SHARE = 0.02;
    /** A late event for so many others: a tenth of all. */
    private static final double LATE_PER_EVENT = 1 / 9.0;

    private static final double LATE_NEW_READER_SHARE = 0.3;
    private static final Duration LATE_MIN = Duration.ofMinutes(5);
    private static final Duration LATE_MAX = Duration.ofDays(20);
    private static final int PAGES_REMEMBERED = 200;
    private static final String ANONYMOUS = "";

    private final RecommendClient client;
    private final Newsdesk desk;
    private final List<String> topics;
    private final Readership readers;
    private final LoadCounts counts;
    private final Random random;
    private final Deque<Page> remembered = new ArrayDeque<>();
    /** What anonymous readers were served last. */
    private List<String> hot;

    /** One caller; what is given is shared by all. */
    MixedLoad(RecommendClient client, Newsdesk desk, Readership readers, LoadCounts counts, long seed) {
        this.client = client;
        this.desk = desk;
        this.readers = readers;
        this.counts = counts;
        topics = desk.topics();
        random = new Random(seed);
        hot = client.recommend(ANONYMOUS, PAGE).articleIds();
    }

    /** Visit after visit, until told to end. */
    void run(BooleanSupplier ended) {
        while (!ended.getAsBoolean()) {
            visit();
            if (random.nextDouble() < REPLAY_SHARE && !remembered.isEmpty()) {
                replay(remembered.stream()
                        .skip(random.nextInt(remembered.size()))
                        .findFirst()
                        .orElseThrow());
            }
            if (random.nextDouble() < HISTORY_SHARE && !remembered.isEmpty()) {
                lookBack(remembered.getLast());
            }
            if (random.nextDouble() < CHANGE_SHARE) {
                desk.change();
                counts.catalogueChanges.incrementAndGet();
            }
        }
    }

    private void visit() {
        double draw = random.nextDouble();
        if (draw < ANONYMOUS_SHARE) {
            hot = page(ANONYMOUS).articleIds();
            return;
        }
        boolean isNew = draw < ANONYMOUS_SHARE + NEW_SHARE;
        String reader = isNew ? readers.newReader() : readers.knownReader(random);
        Page page = page(reader);
        if (!isNew) {
            countSources(page);
        }
        remembered.add(page);
        if (remembered.size() > PAGES_REMEMBERED) {
            remembered.remove();
        }
        report(reading(page));
    }

    private void countSources(Page page) {
        List<Exposure.Slot> articles = page.exposure().orElseThrow().slots();
        counts.slots.addAndGet(articles.size());
        counts.freshSlots.addAndGet(articles.stream()
                .filter(article -> article.source() == Exposure.Source.FRESH)
                .count());
    }

    /** A new page; a full one, unless an article was withdrawn while the page was made. */
    private Page page(String reader) {
        long quiet = desk.now();
        long began = System.nanoTime();
        Page page = client.recommend(reader, PAGE);
        counts.pages.incrementAndGet();
        if (desk.wasQuietSince(quiet)) {
            assertThat(page.articleIds()).as("reader %s", reader).hasSize(PAGE);
        }
        assertThat(page.articleIds()).doesNotHaveDuplicates().noneMatch(article -> desk.wasWithdrawn(article, began));
        return page;
    }

    /** The same page again, but for what was withdrawn or rejected since. */
    private void replay(Page page) {
        long quiet = desk.now();
        long began = System.nanoTime();
        Page again = client.recommend(page.reader(), PAGE, page.stamp());
        counts.replays.incrementAndGet();
        assertThat(again.stamp()).isEqualTo(page.stamp());
        assertThat(page.articleIds()).containsSubsequence(again.articleIds());
        assertThat(again.articleIds()).noneMatch(article -> desk.wasWithdrawn(article, began));
        List<String> left = page.articleIds().stream()
                .filter(article -> !desk.isWithdrawn(article))
                .filter(article -> !readers.rejected(page.reader(), article))
                .toList();
        // A change under way is in force before the desk knows.
        if (desk.wasQuietSince(quiet)) {
            assertThat(again.articleIds()).containsAll(left);
        }
    }

    private void lookBack(Page page) {
        List<Page> before = client.historyBefore(page, PAGE).limit(3).toList();
        counts.histories.incrementAndGet();
        Instant newer = page.stamp();
        for (Page older : before) {
            assertThat(older.stamp()).isBefore(newer);
            newer = older.stamp();
        }
    }

    /** What a reader does with a page: sees some of it, opens what is to their taste, and this and that follows. */
    private List<Event> reading(Page page) {
        List<Event> events = new ArrayList<>();
        int seen = Math.min(3 + random.nextInt(PAGE - 2), page.articles().size());
        for (String article : page.articleIds().subList(0, seen)) {
            events.add(Event.expose(page.reader(), article).from(page));
            boolean liked = likes(page.reader(), article);
            if (random.nextDouble() < (liked ? 0.5 : 0.1)) {
                events.add(Event.view(page.reader(), article).from(page));
                follow(liked ? 0.4 : 0.1, EventType.READ, article, page, events);
                follow(liked ? 0.08 : 0, EventType.LIKE, article, page, events);
                follow(liked ? 0.05 : 0, EventType.BOOKMARK, article, page, events);
                follow(liked ? 0.05 : 0, EventType.SHARE, article, page, events);
                follow(0.02, EventType.COMMENT, article, page, events);
                follow(liked ? 0 : 0.1, EventType.DISLIKE, article, page, events);
            }
            follow(liked ? 0 : 0.01, EventType.HIDE, article, page, events);
        }
        return events;
    }

    private void follow(double share, EventType type, String article, Page page, List<Event> events) {
        if (random.nextDouble() < share) {
            if (type == EventType.DISLIKE || type == EventType.HIDE) {
                readers.rejects(page.reader(), article);
            }
            events.add(Event.of(type, page.reader(), article).from(page));
        }
    }

    /** Every reader likes two topics. */
    private boolean likes(String reader, String article) {
        int number = Integer.parseInt(reader);
        int topic = topics.indexOf(desk.topicOf(article));
        return topic == number % topics.size() || topic == number / topics.size() % topics.size();
    }

    private void report(List<Event> onTime) {
        List<Event> events = new ArrayList<>(onTime);
        for (int i = 0; i < onTime.size(); i++) {
            if (random.nextDouble() < LATE_PER_EVENT) {
                events.add(lateEvent());
            }
        }
        ReportResult result = client.report(events);
        counts.events.addAndGet(events.size());
        counts.lateEvents.addAndGet(events.size() - onTime.size());
        counts.tooOldEvents.addAndGet(result.refused().size());
        assertThat(result.duplicates()).isEmpty();
        assertThat(result.accepted() + result.refused().size()).isEqualTo(events.size());
        assertThat(result.refused())
                .allSatisfy(refused -> assertThat(refused.violations())
                        .singleElement()
                        .satisfies(violation -> assertThat(violation.reason()).isEqualTo("TOO_OLD")));
    }

    /** Of an old or a new reader, on a hot article, minutes to weeks ago; the logarithm of how late is uniform. */
    private Event lateEvent() {
        boolean isNew = random.nextDouble() < LATE_NEW_READER_SHARE;
        String reader = isNew ? readers.newReader() : readers.knownReader(random);
        double range = Math.log((double) LATE_MAX.toMillis() / LATE_MIN.toMillis());
        long lateMs = (long) (LATE_MIN.toMillis() * Math.exp(random.nextDouble() * range));
        EventType type = List.of(EventType.VIEW, EventType.VIEW, EventType.VIEW, EventType.READ, EventType.SHARE)
                .get(random.nextInt(5));
        return Event.of(type, reader, hot.get(random.nextInt(hot.size())))
                .at(Instant.now().minusMillis(lateMs));
    }
}
