package io.reco.client.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.stub.StreamObserver;

import io.reco.api.v1.AdminServiceGrpc;
import io.reco.api.v1.BackupRequest;
import io.reco.api.v1.BackupResponse;
import io.reco.api.v1.GetArticleFunnelRequest;
import io.reco.api.v1.GetArticleFunnelResponse;
import io.reco.api.v1.GetQualityRequest;
import io.reco.api.v1.GetQualityResponse;
import io.reco.api.v1.GetStatusRequest;
import io.reco.api.v1.GetStatusResponse;
import io.reco.api.v1.ListRefusalsRequest;
import io.reco.api.v1.ListRefusalsResponse;
import io.reco.client.Operation;

/** For operators: what little there is to tell of a fake. */
final class FakeAdmin extends AdminServiceGrpc.AdminServiceImplBase {
    private final Script script;
    private final FakeCatalog catalog;
    private final FakeFeed feed;
    private final FakeFeedback feedback;
    private final FakeFunnel funnel;
    private final Timestamp start;

    FakeAdmin(
            Script script,
            FakeCatalog catalog,
            FakeFeed feed,
            FakeFeedback feedback,
            FakeFunnel funnel,
            Timestamp start) {
        this.script = script;
        this.catalog = catalog;
        this.feed = feed;
        this.feedback = feedback;
        this.funnel = funnel;
        this.start = start;
    }

    @Override
    public void getStatus(GetStatusRequest request, StreamObserver<GetStatusResponse> observer) {
        script.answer(Operation.STATUS, observer, () -> {
            int events = feedback.events().size();
            return GetStatusResponse.newBuilder()
                    .setVersion("fake")
                    .setStartTime(start)
                    .setArticleCount(catalog.size())
                    .setLog(GetStatusResponse.LogStatus.newBuilder()
                            .setNewestPosition(events)
                            .setFollowedPosition(events))
                    .setModel(GetStatusResponse.ModelStatus.newBuilder().setModelId("fake"))
                    .setStore(GetStatusResponse.StoreStatus.newBuilder().setKind("memory"))
                    .setPages(GetStatusResponse.PageStatus.newBuilder().setPageCount(feed.made()))
                    .build();
        });
    }

    @Override
    public void getArticleFunnel(GetArticleFunnelRequest request, StreamObserver<GetArticleFunnelResponse> observer) {
        script.answer(Operation.FUNNEL, observer, () -> funnel.of(request));
    }

    /** How many pages and events there were; a fake does not say what became of slots. */
    @Override
    public void getQuality(GetQualityRequest request, StreamObserver<GetQualityResponse> observer) {
        script.answer(Operation.QUALITY, observer, () -> {
            GetQualityResponse.Builder response =
                    GetQualityResponse.newBuilder().setStartTime(start).setPageCount(feed.made());
            feedback.countsByType()
                    .forEach((type, count) -> response.addEvents(GetQualityResponse.EventUse.newBuilder()
                            .setType(type)
                            .setAcceptedCount(count)));
            return response.build();
        });
    }

    /** A fake remembers nothing of what it refused. */
    @Override
    public void listRefusals(ListRefusalsRequest request, StreamObserver<ListRefusalsResponse> observer) {
        script.answer(Operation.REFUSALS, observer, ListRefusalsResponse::getDefaultInstance);
    }

    /** Two files in three pieces: the ids of the articles, and how many events there are. */
    @Override
    public void backup(BackupRequest request, StreamObserver<BackupResponse> observer) {
        script.stream(Operation.BACKUP, observer, call -> {
            int events = feedback.events().size();
            call.onNext(piece("articles/ids", "ids\n").build());
            call.onNext(piece("articles/ids", catalog.size() + " articles\n").build());
            call.onNext(piece("events", events + " events\n")
                    .setLast(true)
                    .setPosition(events)
                    .build());
            call.onCompleted();
        });
    }

    private static BackupResponse.Builder piece(String path, String text) {
        return BackupResponse.newBuilder().setPath(path).setData(ByteString.copyFromUtf8(text));
    }
}
