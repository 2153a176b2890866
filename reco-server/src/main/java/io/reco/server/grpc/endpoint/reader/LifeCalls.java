package io.reco.server.grpc.endpoint.reader;

import io.grpc.stub.StreamObserver;

import io.reco.api.v1.EraseReaderRequest;
import io.reco.api.v1.EraseReaderResponse;
import io.reco.api.v1.MergeReadersRequest;
import io.reco.api.v1.MergeReadersResponse;
import io.reco.server.grpc.endpoint.Answers;
import io.reco.server.grpc.endpoint.Fields;
import io.reco.server.ingest.reader.Lives;
import io.reco.server.store.life.ReaderLives.Erased;
import io.reco.server.store.life.ReaderLives.Merge;
import io.reco.server.store.life.ReaderLives.Merged;

/** {@code EraseReader}, {@code MergeReaders}. */
final class LifeCalls {

    private final Lives lives;

    LifeCalls(Lives lives) {
        this.lives = lives;
    }

    void erase(EraseReaderRequest request, StreamObserver<EraseReaderResponse> caller) {
        String reader = request.getReaderId();
        Answers.later(
                caller,
                () -> request.getValidateOnly() ? lives.tryErase(reader) : lives.erase(reader),
                LifeCalls::receipt);
    }

    private static EraseReaderResponse receipt(Erased erased) {
        return EraseReaderResponse.newBuilder()
                .setEraseTime(Fields.timestamp(erased.erasedMs()))
                .setGoneTime(Fields.timestamp(erased.goneMs()))
                .setActionCount(erased.actions())
                .setPageCount(erased.pages())
                .build();
    }

    void merge(MergeReadersRequest request, StreamObserver<MergeReadersResponse> caller) {
        Merge merge = new Merge(request.getFromReaderId(), request.getIntoReaderId(), request.getRequestId());
        Answers.later(
                caller, () -> request.getValidateOnly() ? lives.tryMerge(merge) : lives.merge(merge), LifeCalls::moved);
    }

    private static MergeReadersResponse moved(Merged merged) {
        return MergeReadersResponse.newBuilder()
                .setActionCount(merged.actions())
                .setPageCount(merged.pages())
                .build();
    }
}
