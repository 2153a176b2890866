package io.reco.server.grpc.endpoint.reader;

import io.grpc.stub.StreamObserver;

import io.reco.api.v1.EraseReaderRequest;
import io.reco.api.v1.EraseReaderResponse;
import io.reco.api.v1.ExportReaderRequest;
import io.reco.api.v1.ExportReaderResponse;
import io.reco.api.v1.GetReaderRequest;
import io.reco.api.v1.GetReaderResponse;
import io.reco.api.v1.MergeReadersRequest;
import io.reco.api.v1.MergeReadersResponse;
import io.reco.api.v1.ReaderServiceGrpc;
import io.reco.api.v1.UpdateReaderRequest;
import io.reco.api.v1.UpdateReaderResponse;
import io.reco.server.browse.reader.ReaderLookup;
import io.reco.server.grpc.stream.Streams;
import io.reco.server.ingest.reader.Readers;

/** {@code reco.v1.ReaderService}: hands each call to the class for calls of its kind. */
public final class ReaderEndpoint extends ReaderServiceGrpc.ReaderServiceImplBase {

    private final LookCalls looks;
    private final UpdateCalls updates;
    private final ExportCalls exports;
    private final LifeCalls lives;

    public ReaderEndpoint(Readers readers, ReaderLookup lookup, Streams streams) {
        this.looks = new LookCalls(lookup);
        this.updates = new UpdateCalls(readers.statements());
        this.exports = new ExportCalls(lookup, streams);
        this.lives = new LifeCalls(readers.lives());
    }

    @Override
    public void getReader(GetReaderRequest request, StreamObserver<GetReaderResponse> caller) {
        looks.get(request, caller);
    }

    @Override
    public void updateReader(UpdateReaderRequest request, StreamObserver<UpdateReaderResponse> caller) {
        updates.update(request, caller);
    }

    @Override
    public void exportReader(ExportReaderRequest request, StreamObserver<ExportReaderResponse> caller) {
        exports.export(request, caller);
    }

    @Override
    public void mergeReaders(MergeReadersRequest request, StreamObserver<MergeReadersResponse> caller) {
        lives.merge(request, caller);
    }

    @Override
    public void eraseReader(EraseReaderRequest request, StreamObserver<EraseReaderResponse> caller) {
        lives.erase(request, caller);
    }
}
