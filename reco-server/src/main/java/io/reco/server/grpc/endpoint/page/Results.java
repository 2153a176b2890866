package io.reco.server.grpc.endpoint.page;

import io.reco.api.v1.ArticleStats;
import io.reco.api.v1.Reason;
import io.reco.api.v1.Result;
import io.reco.api.v1.SourceShare;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Shares;
import io.reco.server.recommend.Answer;

/** {@code reco.v1.Result}. */
final class Results {

    private Results() {}

    /** One article of an answer, without its details; with what spoke for it if it is to be explained. */
    static Result.Builder encode(Answer.Item item, boolean explained) {
        Result.Builder result =
                encode(item.article(), item.slot(), item.score(), explained).setStats(stats(item.counts()));
        for (io.reco.server.recommend.explain.Reason reason : item.reasons()) {
            result.addReasons(Reason.newBuilder()
                    .setKindValue(reason.kind().code())
                    .addAllArticleIds(reason.articles())
                    .setTopic(reason.topic())
                    .setAuthor(reason.author()));
        }
        return result;
    }

    /** The same of an article that nothing is told of. */
    static Result.Builder encode(String article, Page.Slot slot, float score, boolean explained) {
        Result.Builder result = Result.newBuilder()
                .setArticleId(article)
                .setScore(score)
                .setSourceValue(slot.source().code())
                .setRungValue(slot.rung().code());
        for (int place = 0; explained && place < slot.shares().count(); place++) {
            result.addShares(share(slot.shares(), place));
        }
        return result;
    }

    static SourceShare share(Shares shares, int place) {
        return SourceShare.newBuilder()
                .setSourceValue(shares.source(place).code())
                .setShare(shares.share(place))
                .build();
    }

    static ArticleStats stats(Answer.Counts counts) {
        return ArticleStats.newBuilder()
                .setViews(counts.views())
                .setShares(counts.shares())
                .setReaders(counts.readers())
                .build();
    }
}
