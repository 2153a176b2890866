package io.reco.server.demo;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.domain.Article;
import io.reco.server.domain.Fact;
import io.reco.server.domain.Limits;
import io.reco.server.store.Store;
import io.reco.server.store.article.ArticleStore;
import io.reco.server.store.log.FactLog;

/** The newsroom's articles and events as a log that was there before the server started. */
public final class DemoContent {

    private static final Logger log = LoggerFactory.getLogger(DemoContent.class);

    /** Kept once for a store: the moment that its content was made for, milliseconds since 1970 UTC; 0 for none. */
    private static final String MARK = "demo";

    private final Store store;

    private DemoContent(Store store) {
        this.store = store;
    }

    /**
     * Fills a store that nobody follows yet: weeks of events that a follower saw arrive within a second would tell it little of
     * what neighbours are worth. One that a fill was cut short of is filled to its end, whatever is done with it meanwhile, and
     * by several servers at once as by one; one that held anything else first is left as it is.
     */
    public static void fill(Store store, long seed, long nowMs) {
        new DemoContent(store).fill(seed, nowMs);
    }

    private void fill(long seed, long nowMs) {
        boolean empty = store.facts().newest().sum() == 0;
        byte[] mark = store.secrets()
                .getOrMake(
                        MARK,
                        () -> ByteBuffer.allocate(Long.BYTES)
                                .putLong(empty ? nowMs : 0)
                                .array())
                .join();
        long madeMs = ByteBuffer.wrap(mark).getLong();
        if (madeMs == 0) {
            return;
        }
        Newsroom newsroom = Newsroom.of(seed, madeMs);
        Article last = newsroom.articles().get(newsroom.articles().size() - 1);
        if (!known(List.of(last.id())).isEmpty()) {
            return;
        }
        List<Fact> missing = missing(newsroom);
        append(missing);
        // The last of all: with it the content is whole.
        append(List.of(new Fact.ArticleUpserted(last)));
        log.info("demo content filled facts={}", missing.size() + 1);
    }

    /** Those of the ids that an article has, or had. */
    private Set<String> known(List<String> ids) {
        ArticleStore articles = store.articles();
        Set<String> known = new HashSet<>(articles.deleted(ids).join());
        articles.get(ids).join().forEach(record -> known.add(record.article().id()));
        return known;
    }

    /** All but the last article; events that are there are known by their ids. */
    private List<Fact> missing(Newsroom newsroom) {
        List<Article> articles =
                newsroom.articles().subList(0, newsroom.articles().size() - 1);
        Set<String> known = known(articles.stream().map(Article::id).toList());
        List<Fact> missing = new ArrayList<>();
        articles.stream()
                .filter(article -> !known.contains(article.id()))
                .forEach(article -> missing.add(new Fact.ArticleUpserted(article)));
        missing.addAll(newsroom.events());
        return missing;
    }

    private void append(List<Fact> facts) {
        FactLog all = store.facts();
        for (int i = 0; i < facts.size(); i += Limits.ITEMS_MAX) {
            var unused = all.append(facts.subList(i, Math.min(facts.size(), i + Limits.ITEMS_MAX)))
                    .join();
        }
    }
}
