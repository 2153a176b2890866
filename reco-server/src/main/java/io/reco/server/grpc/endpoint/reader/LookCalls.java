package io.reco.server.grpc.endpoint.reader;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.grpc.stub.StreamObserver;

import io.reco.api.v1.GetReaderRequest;
import io.reco.api.v1.GetReaderResponse;
import io.reco.server.browse.reader.Activity;
import io.reco.server.browse.reader.ActivityKind;
import io.reco.server.browse.reader.ReaderLook;
import io.reco.server.browse.reader.ReaderLookup;
import io.reco.server.domain.Ids;
import io.reco.server.domain.Limits;
import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.grpc.endpoint.Answers;
import io.reco.server.grpc.endpoint.Fields;
import io.reco.server.store.life.Lineage;

/** {@code GetReader}. */
final class LookCalls {

    private static final int PAGE_SIZE_DEFAULT = 100;

    private final ReaderLookup lookup;

    LookCalls(ReaderLookup lookup) {
        this.lookup = lookup;
    }

    void get(GetReaderRequest request, StreamObserver<GetReaderResponse> caller) {
        Answers.later(caller, () -> look(request), look -> encode(request.getReaderId(), look));
    }

    private CompletableFuture<ReaderLook> look(GetReaderRequest request) {
        List<Violation> violations = new ArrayList<>();
        Ids.check("reader_id", request.getReaderId(), violations);
        if (request.getPageSize() < 0) {
            violations.add(Violation.of("page_size", request.getPageSize(), ">= 0"));
        }
        ActivityKind kind = kind(request, violations);
        Fields.requireNone(violations);
        int size = request.getPageSize() == 0 ? PAGE_SIZE_DEFAULT : Math.min(request.getPageSize(), Limits.ITEMS_MAX);
        return lookup.look(request.getReaderId(), kind, size, request.getPageToken());
    }

    private static ActivityKind kind(GetReaderRequest request, List<Violation> violations) {
        return switch (request.getKind()) {
            case ACTIVITY_KIND_UNSPECIFIED -> ActivityKind.ALL;
            case ACTIVITY_KIND_ACTION -> ActivityKind.ACTIONS;
            case ACTIVITY_KIND_PAGE -> ActivityKind.PAGES;
            case UNRECOGNIZED -> {
                violations.add(Violation.of("kind", request.getKindValue(), "ACTION, PAGE or unset"));
                yield ActivityKind.ALL;
            }
        };
    }

    private static GetReaderResponse encode(String reader, ReaderLook look) {
        GetReaderResponse.Builder response = GetReaderResponse.newBuilder()
                .setReader(PastMessages.reader(reader, look.preferences()))
                .setNextPageToken(look.nextPageToken())
                .setActionCount(look.actionCount())
                .setPageCount(look.pageCount())
                .addAllMergedReaderIds(look.lineage().mergedReaders());
        for (Activity activity : look.activities()) {
            if (activity instanceof Activity.Did did) {
                response.addActivitiesBuilder().setAction(PastMessages.action(did));
            } else if (activity instanceof Activity.Served served) {
                response.addActivitiesBuilder().setPage(PastMessages.page(reader, served));
            }
        }
        if (look.lineage().erasedMs() != Lineage.NEVER) {
            response.setEraseTime(Fields.timestamp(look.lineage().erasedMs()));
        }
        return response.build();
    }
}
