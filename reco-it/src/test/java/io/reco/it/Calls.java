package io.reco.it;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

import io.grpc.Channel;
import io.grpc.stub.StreamObserver;

import io.reco.api.ArticleResponse;
import io.reco.api.UserRecommendGrpc;
import io.reco.api.UserRequest;
import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendResponse;
import io.reco.api.v1.RecommendServiceGrpc;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.ReportEventsResponse;

/** What a load asks for, call by call. */
@FunctionalInterface
interface Calls<A> {

    /** Sends a call; {@code number} counts the calls of a load from 0 on. */
    void send(Channel channel, int number, StreamObserver<A> end);

    static Calls<RecommendResponse> recommend(Duration deadline, IntFunction<RecommendRequest> requests) {
        return (channel, number, end) -> RecommendServiceGrpc.newStub(channel)
                .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .recommend(requests.apply(number), end);
    }

    /** Pages by the original contract. */
    static Calls<ArticleResponse> pages(Duration deadline, IntFunction<UserRequest> requests) {
        return (channel, number, end) -> UserRecommendGrpc.newStub(channel)
                .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .userRecommend(requests.apply(number), end);
    }

    static Calls<ReportEventsResponse> events(Duration deadline, IntFunction<ReportEventsRequest> requests) {
        return (channel, number, end) -> FeedbackServiceGrpc.newStub(channel)
                .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .reportEvents(requests.apply(number), end);
    }
}
