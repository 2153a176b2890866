package io.reco.server.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

import io.reco.server.model.Models;
import io.reco.server.model.View;
import io.reco.server.recommend.Answer;
import io.reco.server.recommend.Recommender;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.recommend.draft.Policy;

/**
 * Makes pages that nobody asked for and nobody gets, before anybody is served: the first pages of a process take many times what
 * they take once the JVM has compiled what makes them, and with many readers waiting that is seconds of refusals. They are looks
 * for nobody who read articles of the catalogue, so nothing is kept, counted or drawn for exploration.
 */
final class WarmUp {

    /** With fewer articles a page costs little, compiled or not. */
    private static final int ARTICLES_MIN = 2_000;

    /** About as many calls as it takes until the JVM compiles for good. */
    private static final int PAGES_MAX = 6_000;

    private static final int PAGE = 10;
    private static final int READ = 30;

    private final Recommender recommender;
    private final Models models;
    private final Policy policy;
    private final SplittableRandom random = new SplittableRandom(1);

    WarmUp(Recommender recommender, Models models, Policy policy) {
        this.recommender = recommender;
        this.models = models;
        this.policy = policy;
    }

    /**
     * Makes pages in the caller's thread, and no longer than that.
     *
     * @return how many
     */
    int run(Duration most) {
        long begin = System.nanoTime();
        int pages = 0;
        if (models.read(view -> view.articles().listed()) >= ARTICLES_MIN) {
            while (pages < PAGES_MAX && System.nanoTime() - begin < most.toNanos()) {
                CompletableFuture<Answer> look = recommender.recommend(PageRequest.of("", PAGE, policy)
                        .after(models.read(this::read))
                        .notKept());
                var unused = look.join();
                pages++;
            }
        }
        return pages;
    }

    /** What somebody may have read lately. */
    private List<String> read(View view) {
        List<String> articles = new ArrayList<>(READ);
        int size = view.articles().size();
        for (int i = 0; i < READ; i++) {
            int article = random.nextInt(size);
            if (view.articles().isListed(article)) {
                articles.add(view.articles().id(article));
            }
        }
        return articles;
    }
}
