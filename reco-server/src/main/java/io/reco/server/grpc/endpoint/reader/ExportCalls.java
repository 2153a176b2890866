package io.reco.server.grpc.endpoint.reader;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

import com.google.rpc.Code;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

import io.reco.api.v1.ExportReaderRequest;
import io.reco.api.v1.ExportReaderResponse;
import io.reco.server.browse.reader.Activity;
import io.reco.server.browse.reader.ReaderExport;
import io.reco.server.browse.reader.ReaderLookup;
import io.reco.server.domain.Ids;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.grpc.endpoint.feedback.EventMessages;
import io.reco.server.grpc.status.Statuses;
import io.reco.server.grpc.stream.MessageSource;
import io.reco.server.grpc.stream.Step;
import io.reco.server.grpc.stream.Streams;

/** {@code ExportReader}. */
final class ExportCalls {

    /** Each goes through the whole log twice. */
    private static final int AT_ONCE_MAX = 2;

    private final ReaderLookup lookup;
    private final Streams streams;
    private final Semaphore room = new Semaphore(AT_ONCE_MAX);

    ExportCalls(ReaderLookup lookup, Streams streams) {
        this.lookup = lookup;
        this.streams = streams;
    }

    void export(ExportReaderRequest request, StreamObserver<ExportReaderResponse> caller) {
        streams.answerApart(caller, () -> begin(request.getReaderId()));
    }

    private Export begin(String reader) {
        List<Violation> violations = new ArrayList<>();
        Ids.check("reader_id", reader, violations);
        if (!violations.isEmpty()) {
            throw Refusal.invalid(violations);
        }
        if (!room.tryAcquire()) {
            throw Statuses.exception(
                    Code.RESOURCE_EXHAUSTED,
                    "exports: " + AT_ONCE_MAX + " are under way (expected: fewer, of this server)",
                    "TOO_MANY_EXPORTS",
                    Map.of("exportsMax", Integer.toString(AT_ONCE_MAX)));
        }
        try {
            return new Export(reader, lookup.export(reader));
        } catch (RuntimeException | Error e) {
            room.release();
            throw e;
        }
    }

    /** One export. */
    private final class Export implements MessageSource<ExportReaderResponse> {

        private final String reader;
        private final ReaderExport export;
        private final Deque<ExportReaderResponse> made = new ArrayDeque<>();
        private boolean pastTold;

        Export(String reader, ReaderExport export) {
            this.reader = reader;
            this.export = export;
            made.add(ExportReaderResponse.newBuilder()
                    .setReader(PastMessages.reader(reader, export.preferences()))
                    .build());
        }

        @Override
        public Step<ExportReaderResponse> next() {
            if (made.isEmpty()) {
                make();
            }
            @Nullable ExportReaderResponse message = made.poll();
            if (message != null) {
                return Step.send(message);
            }
            return pastTold && export.done() ? Step.end() : Step.more();
        }

        private void make() {
            if (!pastTold) {
                List<Activity> activities = export.activities();
                activities.forEach(activity -> made.add(message(activity)));
                pastTold = activities.isEmpty();
            } else if (!export.done()) {
                export.events()
                        .forEach(event -> made.add(ExportReaderResponse.newBuilder()
                                .setEvent(EventMessages.accepted(event))
                                .build()));
            }
        }

        private ExportReaderResponse message(Activity activity) {
            ExportReaderResponse.Builder message = ExportReaderResponse.newBuilder();
            if (activity instanceof Activity.Did did) {
                message.setAction(PastMessages.action(did));
            } else if (activity instanceof Activity.Served served) {
                message.setPage(PastMessages.page(reader, served));
            }
            return message.build();
        }

        @Override
        public void close() {
            room.release();
        }
    }
}
