package io.reco.server.grpc.endpoint.reader;

import io.reco.api.v1.ReaderServiceGrpc;
import io.reco.server.ingest.reader.Readers;

/** {@code reco.v1.ReaderService}: hands each call to the class for calls of its kind. */
public final class ReaderEndpoint extends ReaderServiceGrpc.ReaderServiceImplBase {

    final Readers readers;

    public ReaderEndpoint(Readers readers) {
        this.readers = readers;
    }
}
