package io.reco.server.evaluate.log;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import it.unimi.dsi.fastutil.longs.Long2LongLinkedOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongSet;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;

/**
 * A training and a test file as one log, with what they leave unsaid, so that whoever is measured is told the same.
 *
 * <p>Equal rows are one event, as in an import. Times count where the test file says that it comes after training. Any other
 * split has no now: everything happened at one moment, as in a file without times. An article is published when the file of
 * articles says, or else with its first event; never after the training's end, and it never expires, for all are to be ranked.
 * Where nothing says when, it was there for a week: it is no news.
 *
 * <p>When no article of the test file is in the training file, the articles are cold: they can be found by their content alone.
 * Then those of the training file are hidden, and only others are ranked.
 */
public final class SplitLog {

    /** Whether times count. */
    public enum Times {
        /** When all of the test file comes after all of the training file. */
        AUTO,
        KEEP,
        DROP
    }

    /** When everything happened where times do not count. */
    private static final long UNTIMED_MS = 1_600_000_000_000L;

    private static final long THERE_BEFORE_MS = 7L * 24 * 3_600_000;

    private final Interactions train;
    private final long endMs;
    private final long askedAfterMs;
    private final Map<String, LongOpenHashSet> wanted = new LinkedHashMap<>();
    private final LongOpenHashSet knownReaders = new LongOpenHashSet();
    private final Long2LongLinkedOpenHashMap firstMs = new Long2LongLinkedOpenHashMap();
    private final List<Article> articles = new ArrayList<>();
    private final boolean timed;
    private final boolean cold;
    private final int described;

    public SplitLog(Interactions given, Interactions test, List<Article> described, long askedAfterMs, Times times) {
        this.timed = latestMs(given) != 0 && (times == Times.KEEP || (times == Times.AUTO && byTime(given, test)));
        this.train = once(given);
        this.askedAfterMs = askedAfterMs;
        this.described = described.size();
        for (int i = 0; i < train.size(); i++) {
            knownReaders.add(train.reader(i));
            firstMs.mergeLong(train.article(i), train.timeMs(i), Math::min);
        }
        this.endMs = train.size() == 0 ? UNTIMED_MS : latestMs(train);
        for (int i = 0; i < test.size(); i++) {
            wanted.computeIfAbsent(test.readerId(i), reader -> new LongOpenHashSet())
                    .add(test.article(i));
        }
        this.cold = wanted.values().stream().noneMatch(some -> some.longStream().anyMatch(firstMs::containsKey))
                && !wanted.isEmpty();
        describe(described, test);
    }

    private static boolean byTime(Interactions train, Interactions test) {
        long latestMs = latestMs(train);
        for (int i = 0; i < test.size(); i++) {
            if (test.timeMs(i) < latestMs) {
                return false;
            }
        }
        return true;
    }

    private static long latestMs(Interactions events) {
        long latestMs = 0;
        for (int i = 0; i < events.size(); i++) {
            latestMs = Math.max(latestMs, events.timeMs(i));
        }
        return latestMs;
    }

    private Interactions once(Interactions given) {
        Interactions result = given.none();
        Set<Interaction> seen = new HashSet<>();
        for (int i = 0; i < given.size(); i++) {
            long timeMs = timed ? given.timeMs(i) : UNTIMED_MS;
            if (seen.add(new Interaction(given.reader(i), given.article(i), given.type(i), timeMs))) {
                result.add(given.reader(i), given.article(i), given.type(i), timeMs);
            }
        }
        return result;
    }

    /** Of equal ones one counts. */
    private record Interaction(long reader, long article, EventType type, long timeMs) {}

    private void describe(List<Article> described, Interactions test) {
        Set<String> done = new HashSet<>();
        for (Article article : described) {
            if (done.add(article.id())) {
                articles.add(there(article));
            }
        }
        for (Interactions events : List.of(train, test)) {
            for (int i = 0; i < events.size(); i++) {
                if (done.add(events.articleId(i))) {
                    articles.add(there(Article.bare(events.articleId(i))));
                }
            }
        }
    }

    private Article there(Article article) {
        long key = Interactions.IDS.of(article.id());
        long publishMs = article.publishMs();
        if (publishMs == Article.UNSET) {
            long thereMs = endMs - THERE_BEFORE_MS;
            publishMs = timed ? firstMs.getOrDefault(key, thereMs) : thereMs;
        }
        return new Article(
                article.id(),
                article.title(),
                article.summary(),
                article.url(),
                article.author(),
                article.topics(),
                article.languageCode(),
                Math.min(publishMs, endMs),
                Article.NEVER,
                cold && firstMs.containsKey(key));
    }

    /** All articles of all files. */
    public List<Article> articles() {
        return articles;
    }

    /** How many events teach. */
    public int size() {
        return train.size();
    }

    /** An event that teaches, in the order of the file; without an id. */
    public Event event(int place) {
        return train.event(place);
    }

    /** The time of the newest event that teaches; milliseconds since 1970 UTC. */
    public long endMs() {
        return endMs;
    }

    /** How long after the log's end pages are asked for. */
    public long askedAfterMs() {
        return askedAfterMs;
    }

    /** Whether times count. */
    public boolean timed() {
        return timed;
    }

    /** The readers of the test file, in its order. */
    public List<String> readers() {
        return List.copyOf(wanted.keySet());
    }

    /** What the test file says that one of its readers engaged with: keys of articles. */
    public LongSet wanted(String reader) {
        return wanted.getOrDefault(reader, new LongOpenHashSet());
    }

    /** Whether the training file has the reader. */
    public boolean known(String reader) {
        return knownReaders.contains(Interactions.IDS.of(reader));
    }

    public boolean cold() {
        return cold;
    }

    /** How many articles were described by a file of their own. */
    public int described() {
        return described;
    }
}
