package io.reco.client.internal.request;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.reco.api.v1.ActivityKind;
import io.reco.api.v1.EraseReaderRequest;
import io.reco.api.v1.ExportReaderRequest;
import io.reco.api.v1.ExportReaderResponse;
import io.reco.api.v1.GetReaderRequest;
import io.reco.api.v1.GetReaderResponse;
import io.reco.api.v1.MergeReadersRequest;
import io.reco.api.v1.ReaderServiceGrpc;
import io.reco.api.v1.UpdateReaderRequest;
import io.reco.client.Operation;
import io.reco.client.internal.stream.Pull;
import io.reco.client.internal.wire.Readers;
import io.reco.client.reader.ErasureReceipt;
import io.reco.client.reader.MergeResult;
import io.reco.client.reader.Preferences;
import io.reco.client.reader.ReaderProfile;
import io.reco.client.reader.ReaderRecord;

/** Calls about one reader's data. */
public record ReaderCalls(Caller caller) {
    private static final int ACTIVITIES_PAGE_SIZE = 500;

    public CompletableFuture<ReaderProfile> profile(String reader) {
        GetReaderRequest request =
                GetReaderRequest.newBuilder().setReaderId(reader).setPageSize(1).build();
        return caller.call(Operation.READER, ReaderServiceGrpc.getGetReaderMethod(), request, Readers::profile);
    }

    /** One piece of a reader's past; an empty token starts with the newest. */
    public CompletableFuture<GetReaderResponse> activities(String reader, ActivityKind kind, String pageToken) {
        GetReaderRequest request = GetReaderRequest.newBuilder()
                .setReaderId(reader)
                .setKind(kind)
                .setPageSize(ACTIVITIES_PAGE_SIZE)
                .setPageToken(pageToken)
                .build();
        return caller.call(Operation.READER, ReaderServiceGrpc.getGetReaderMethod(), request);
    }

    public CompletableFuture<Preferences> update(Preferences preferences) {
        return update(UpdateReaderRequest.newBuilder().setReader(Readers.message(preferences)));
    }

    /** With no field there is nothing to write: the answer says what is stored. */
    public CompletableFuture<Preferences> update(Preferences preferences, Set<Preferences.Field> fields) {
        if (fields.isEmpty()) {
            return caller.call(
                    Operation.READER,
                    ReaderServiceGrpc.getGetReaderMethod(),
                    GetReaderRequest.newBuilder()
                            .setReaderId(preferences.reader())
                            .setPageSize(1)
                            .build(),
                    response -> Readers.preferences(response.getReader()));
        }
        return update(UpdateReaderRequest.newBuilder()
                .setReader(Readers.message(preferences))
                .setUpdateMask(Readers.mask(fields)));
    }

    private CompletableFuture<Preferences> update(UpdateReaderRequest.Builder request) {
        return caller.call(
                Operation.UPDATE_READER,
                ReaderServiceGrpc.getUpdateReaderMethod(),
                request.setValidateOnly(caller.validateOnly()).build(),
                response -> Readers.preferences(response.getReader()));
    }

    public CompletableFuture<MergeResult> merge(String from, String into, String requestId) {
        MergeReadersRequest request = MergeReadersRequest.newBuilder()
                .setFromReaderId(from)
                .setIntoReaderId(into)
                .setRequestId(requestId)
                .setValidateOnly(caller.validateOnly())
                .build();
        return caller.call(
                Operation.MERGE,
                ReaderServiceGrpc.getMergeReadersMethod(),
                request,
                response -> new MergeResult(response.getActionCount(), response.getPageCount()));
    }

    public Pull<ExportReaderResponse> export(String reader) {
        return caller.pull(Operation.EXPORT, ReaderServiceGrpc.getExportReaderMethod(), exportRequest(reader));
    }

    public CompletableFuture<Void> export(String reader, Consumer<? super ReaderRecord> taker) {
        return caller.push(
                Operation.EXPORT,
                ReaderServiceGrpc.getExportReaderMethod(),
                exportRequest(reader),
                response -> Readers.exported(response).ifPresent(taker));
    }

    private static ExportReaderRequest exportRequest(String reader) {
        return ExportReaderRequest.newBuilder().setReaderId(reader).build();
    }

    public CompletableFuture<ErasureReceipt> erase(String reader) {
        EraseReaderRequest request = EraseReaderRequest.newBuilder()
                .setReaderId(reader)
                .setValidateOnly(caller.validateOnly())
                .build();
        return caller.call(Operation.ERASE, ReaderServiceGrpc.getEraseReaderMethod(), request, Readers::receipt);
    }
}
