package io.reco.server.grpc.endpoint.reader;

import io.grpc.stub.StreamObserver;

import io.reco.api.v1.ReaderServiceGrpc;
import io.reco.api.v1.UpdateReaderRequest;
import io.reco.api.v1.UpdateReaderResponse;
import io.reco.server.ingest.reader.Readers;

/** {@code reco.v1.ReaderService}: hands each call to the class for calls of its kind. */
public final class ReaderEndpoint extends ReaderServiceGrpc.ReaderServiceImplBase {

    private final UpdateCalls updates;

    public ReaderEndpoint(Readers readers) {
        this.updates = new UpdateCalls(readers.statements());
    }

    @Override
    public void updateReader(UpdateReaderRequest request, StreamObserver<UpdateReaderResponse> caller) {
        updates.update(request, caller);
    }
}
