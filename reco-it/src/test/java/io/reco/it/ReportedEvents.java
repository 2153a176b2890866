package io.reco.it;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.reco.api.v1.Event;
import io.reco.api.v1.EventType;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.ReportEventsResponse;

/** Views of the newest articles, by one reader after another; each event is another one, in all loads that share this. */
final class ReportedEvents {

    static final Duration DEADLINE = Duration.ofSeconds(5);

    private static final int NEWEST_SHARE = 20;

    private final int articles;
    private final FreshReaders readers;
    private final AtomicLong next = new AtomicLong();

    ReportedEvents(int articles, SyntheticNews.Cohort cohort) {
        this.articles = articles;
        this.readers = new FreshReaders(cohort, 0, 1);
    }

    /** Reports of so many events each. */
    Calls<ReportEventsResponse> calls(int each) {
        return Calls.events(DEADLINE, number -> {
            ReportEventsRequest.Builder request = ReportEventsRequest.newBuilder();
            for (int i = 0; i < each; i++) {
                request.addEvents(event());
            }
            return request.build();
        });
    }

    private Event event() {
        long number = next.getAndIncrement();
        int newest = Math.max(1, articles / NEWEST_SHARE);
        return Event.newBuilder()
                .setEventId("bench-" + number)
                .setReaderId(Integer.toString(readers.next()))
                .setArticleId(Long.toString(articles - number * 7919 % newest))
                .setType(EventType.EVENT_TYPE_VIEW)
                .build();
    }
}
