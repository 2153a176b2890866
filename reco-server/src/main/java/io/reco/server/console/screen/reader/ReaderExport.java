package io.reco.server.console.screen.reader;

import java.util.Objects;
import java.util.Optional;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.grpc.StatusRuntimeException;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

import io.reco.api.v1.ExportReaderRequest;
import io.reco.api.v1.ExportReaderResponse;
import io.reco.api.v1.ReaderServiceGrpc;
import io.reco.server.console.answer.LongReply;
import io.reco.server.console.answer.Reply;
import io.reco.server.console.visit.Visit;
import io.reco.server.http.call.InnerCalls;

/** Everything there is of a reader, as a file: a line of JSON for each thing. A file that broke off is no whole one. */
public final class ReaderExport implements InnerCalls.Receiver<ExportReaderResponse> {

    /** What its form is for, and where that goes. */
    public static final String ACTION = "reader-export";

    private static final JsonFormat.Printer LINE = JsonFormat.printer().omittingInsignificantWhitespace();

    private final Reply reply;
    private volatile @Nullable LongReply file;
    private volatile InnerCalls.@Nullable Started call;

    private ReaderExport(Reply reply) {
        this.reply = reply;
    }

    /** Begins to answer. */
    public static void open(Visit visit, Reply reply) {
        ReaderExport export = new ReaderExport(reply);
        ExportReaderRequest request = ExportReaderRequest.newBuilder()
                .setReaderId(visit.query().text("id"))
                .build();
        InnerCalls.Started call = visit.start(ReaderServiceGrpc.getExportReaderMethod(), request, export);
        export.call = call;
        call.ready();
    }

    @Override
    public boolean isReady() {
        LongReply begun = file;
        return begun == null || begun.isReady();
    }

    @Override
    public void next(ExportReaderResponse record) {
        try {
            begun().put(LINE.print(record) + "\n");
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a record that is not one of ours", e); // none of them has an Any
        }
    }

    private LongReply begun() {
        LongReply begun = file;
        if (begun == null) {
            reply.response().getHeaders().put("content-disposition", "attachment; filename=\"reader.jsonl\"");
            begun = LongReply.open(
                    reply,
                    "application/x-ndjson",
                    () -> started().ready(),
                    () -> started().giveUp());
            file = begun;
        }
        return begun;
    }

    private InnerCalls.Started started() {
        return Objects.requireNonNull(call);
    }

    @Override
    public void end(Optional<StatusRuntimeException> failure) {
        if (failure.isEmpty()) {
            begun().end();
        } else if (file != null) {
            begun().cut(failure.get());
        } else {
            String sentence =
                    Objects.requireNonNullElse(failure.get().getStatus().getDescription(), "");
            reply.line(sentence, status(failure.get()));
        }
    }

    private static int status(StatusRuntimeException failure) {
        return switch (failure.getStatus().getCode()) {
            case PERMISSION_DENIED -> HttpStatus.FORBIDDEN_403;
            case INVALID_ARGUMENT -> HttpStatus.BAD_REQUEST_400;
            default -> HttpStatus.SERVICE_UNAVAILABLE_503;
        };
    }
}
