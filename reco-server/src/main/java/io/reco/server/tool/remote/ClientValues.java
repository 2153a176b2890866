package io.reco.server.tool.remote;

import java.time.Instant;
import java.util.Optional;

import io.reco.client.catalog.ArticleDetails;
import io.reco.client.feedback.Event;
import io.reco.client.feedback.EventType;
import io.reco.server.csv.EventCsv;
import io.reco.server.domain.Article;

/** What a client sends, from what a command read. Times are moved by {@code shiftMs}. */
public final class ClientValues {

    private ClientValues() {}

    public static ArticleDetails article(Article read, long shiftMs) {
        ArticleDetails.Builder article = ArticleDetails.builder(read.id())
                .title(read.title())
                .summary(read.summary())
                .url(read.url())
                .author(read.author())
                .topics(read.topics())
                .languageCode(read.languageCode())
                .hidden(read.hidden())
                .attributes(read.attributes());
        time(read.publishMs(), Article.UNSET, shiftMs).ifPresent(article::publishTime);
        time(read.expireMs(), Article.NEVER, shiftMs).ifPresent(article::expireTime);
        return article.build();
    }

    private static Optional<Instant> time(long ms, long none, long shiftMs) {
        return ms == none ? Optional.empty() : Optional.of(Instant.ofEpochMilli(ms + shiftMs));
    }

    /** The id of an event without one follows from the time that the file says, so that it is the same in every run. */
    public static Event event(io.reco.server.domain.Event read, long shiftMs) {
        return new Event(
                EventCsv.id(read),
                read.reader(),
                read.article(),
                EventType.valueOf(read.type().name()),
                Optional.of(Instant.ofEpochMilli(read.timeMs() + shiftMs)),
                "",
                read.sight().placement(),
                read.sight().position(),
                Optional.empty(),
                read.retracted());
    }
}
