package io.reco.it;

import java.util.concurrent.atomic.AtomicInteger;

import io.reco.api.UserRequest;

/** Some readers of a cohort, one after another; after the last it is the first one's turn again. */
final class FreshReaders {

    private static final int PAGE = 10;

    private final SyntheticNews.Cohort cohort;
    private final int from;
    private final int count;
    private final AtomicInteger taken = new AtomicInteger();

    /** Shares of the cohort, 0..1: the readers between them. */
    FreshReaders(SyntheticNews.Cohort cohort, double from, double to) {
        this.cohort = cohort;
        this.from = (int) (cohort.readers() * from);
        count = Math.max(1, (int) (cohort.readers() * to) - this.from);
    }

    int count() {
        return count;
    }

    /** How many have not had their turn. */
    int left() {
        return Math.max(0, count - taken.get());
    }

    int next() {
        return cohort.reader(from + Math.floorMod(taken.getAndIncrement(), count));
    }

    /** The next one's next page. */
    UserRequest request() {
        return request(next());
    }

    static UserRequest request(int reader) {
        return UserRequest.newBuilder().setUserId(reader).setArticleNum(PAGE).build();
    }
}
