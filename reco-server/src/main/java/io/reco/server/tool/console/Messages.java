package io.reco.server.tool.console;

import com.google.protobuf.Timestamp;

import io.reco.api.v1.Article;
import io.reco.api.v1.Event;
import io.reco.server.csv.EventCsv;

/** What an import sends, from what it read. Times are moved by {@code shiftMs}. */
public final class Messages {

    private Messages() {}

    public static Article article(io.reco.server.domain.Article read, long shiftMs) {
        Article.Builder article = Article.newBuilder()
                .setArticleId(read.id())
                .setTitle(read.title())
                .setSummary(read.summary())
                .setUrl(read.url())
                .setAuthor(read.author())
                .addAllTopics(read.topics())
                .setLanguage(read.language())
                .setHidden(read.hidden());
        if (read.publishMs() != io.reco.server.domain.Article.UNSET) {
            article.setPublishTime(timestamp(read.publishMs() + shiftMs));
        }
        if (read.expiryMs() != io.reco.server.domain.Article.NEVER) {
            article.setExpiryTime(timestamp(read.expiryMs() + shiftMs));
        }
        return article.build();
    }

    /** The id of an event without one follows from the time that the file says, so that it is the same in every run. */
    public static Event event(io.reco.server.domain.Event read, long shiftMs) {
        return Event.newBuilder()
                .setEventId(EventCsv.id(read))
                .setReaderId(read.reader())
                .setArticleId(read.article())
                .setTypeValue(read.type().code())
                .setTime(timestamp(read.timeMs() + shiftMs))
                .build();
    }

    public static Timestamp timestamp(long ms) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(ms, 1000))
                .setNanos(Math.floorMod(ms, 1000) * 1_000_000)
                .build();
    }

    public static long millis(Timestamp time) {
        return time.getSeconds() * 1000 + time.getNanos() / 1_000_000;
    }
}
