package io.reco.server.tool;

import com.google.protobuf.Timestamp;

import io.reco.api.v1.Article;
import io.reco.api.v1.Event;
import io.reco.server.csv.EventCsv;

/** What an import sends, from what it read. */
final class Messages {

    private Messages() {}

    static Article article(io.reco.server.domain.Article read) {
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
            article.setPublishTime(timestamp(read.publishMs()));
        }
        if (read.expiryMs() != io.reco.server.domain.Article.NEVER) {
            article.setExpiryTime(timestamp(read.expiryMs()));
        }
        return article.build();
    }

    /** An article of which nothing is known but that it was there at some time (milliseconds since 1970 UTC). */
    static Article bare(int id, long seenMs) {
        return Article.newBuilder()
                .setArticleId(id)
                .setPublishTime(timestamp(seenMs))
                .build();
    }

    static Event event(io.reco.server.domain.Event read) {
        return Event.newBuilder()
                .setEventId(EventCsv.id(read))
                .setUserId(read.reader())
                .setArticleId(read.article())
                .setTypeValue(read.type().code())
                .setTime(timestamp(read.timeMs()))
                .build();
    }

    private static Timestamp timestamp(long ms) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(ms, 1000))
                .setNanos(Math.floorMod(ms, 1000) * 1_000_000)
                .build();
    }
}
