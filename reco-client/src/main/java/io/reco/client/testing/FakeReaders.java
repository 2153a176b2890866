package io.reco.client.testing;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

import io.reco.api.v1.Action;
import io.reco.api.v1.Activity;
import io.reco.api.v1.EraseReaderRequest;
import io.reco.api.v1.EraseReaderResponse;
import io.reco.api.v1.ExportReaderRequest;
import io.reco.api.v1.ExportReaderResponse;
import io.reco.api.v1.GetReaderRequest;
import io.reco.api.v1.GetReaderResponse;
import io.reco.api.v1.KeptPage;
import io.reco.api.v1.MergeReadersRequest;
import io.reco.api.v1.MergeReadersResponse;
import io.reco.api.v1.Reader;
import io.reco.api.v1.ReaderServiceGrpc;
import io.reco.api.v1.UpdateReaderRequest;
import io.reco.api.v1.UpdateReaderResponse;
import io.reco.client.Operation;
import io.reco.client.Violation;

/** One reader's data, over what feed and feedback keep. Guarded by itself. */
final class FakeReaders extends ReaderServiceGrpc.ReaderServiceImplBase {
    private static final int PAGE_SIZE_DEFAULT = 100;
    private static final int PAGE_SIZE_MAX = 1_000;
    private static final int MERGED_MAX = 16;
    /** As long as the real server keeps its log unless told otherwise. */
    private static final Duration LOG_RETENTION = Duration.ofDays(30);

    private final Script script;
    private final FakeFeed feed;
    private final FakeFeedback feedback;
    private final Clock clock;
    private final Map<String, List<String>> merged = new HashMap<>();
    private final Map<String, MergeReadersResponse> mergesById = new HashMap<>();
    private final Map<String, Timestamp> erased = new HashMap<>();

    FakeReaders(Script script, FakeFeed feed, FakeFeedback feedback, Clock clock) {
        this.script = script;
        this.feed = feed;
        this.feedback = feedback;
        this.clock = clock;
    }

    @Override
    public void getReader(GetReaderRequest request, StreamObserver<GetReaderResponse> observer) {
        script.answer(Operation.READER, observer, () -> get(request));
    }

    private synchronized GetReaderResponse get(GetReaderRequest request) {
        String reader = required("reader_id", request.getReaderId());
        List<Activity> all = activities(reader);
        List<Activity> asked = all.stream()
                .filter(activity -> switch (request.getKind()) {
                    case ACTIVITY_KIND_ACTION -> activity.hasAction();
                    case ACTIVITY_KIND_PAGE -> activity.hasPage();
                    default -> true;
                })
                .toList();
        int size = request.getPageSize() == 0 ? PAGE_SIZE_DEFAULT : Math.min(request.getPageSize(), PAGE_SIZE_MAX);
        int from = from(request.getPageToken(), asked.size());
        int end = Math.min(asked.size(), from + size);
        int actions = (int) all.stream().filter(Activity::hasAction).count();
        GetReaderResponse.Builder response = GetReaderResponse.newBuilder()
                .setReader(feed.stated(reader))
                .addAllActivities(asked.subList(from, end))
                .setNextPageToken(end < asked.size() ? Integer.toString(end) : "")
                .setActionCount(actions)
                .setPageCount(all.size() - actions)
                .addAllMergedReaderIds(merged.getOrDefault(reader, List.of()));
        if (erased.containsKey(reader)) {
            response.setEraseTime(erased.get(reader));
        }
        return response.build();
    }

    private static int from(String token, int size) {
        if (token.isEmpty()) {
            return 0;
        }
        try {
            return Math.min(size, Integer.parseUnsignedInt(token));
        } catch (NumberFormatException e) {
            throw Status.INVALID_ARGUMENT
                    .withDescription("page_token: " + token + " (expected: one of an answer)")
                    .asRuntimeException();
        }
    }

    /** The newest first. */
    private List<Activity> activities(String reader) {
        List<Activity> activities = new ArrayList<>();
        feedback.of(reader)
                .forEach(one -> activities.add(Activity.newBuilder()
                        .setAction(Action.newBuilder()
                                .setArticleId(one.event.getArticleId())
                                .setType(one.event.getType())
                                .setEventTime(Times.timestamp(one.timeMs / 1_000 * 1_000))
                                .setRetracted(one.event.getRetracted()))
                        .build()));
        feed.kept(reader)
                .forEach(page -> activities.add(Activity.newBuilder()
                        .setPage(KeptPage.newBuilder()
                                .setExposure(
                                        FakeFeed.exposure(reader, page.placement(), page.stamp(), page.articles())))
                        .build()));
        activities.sort(Comparator.comparingLong(FakeReaders::timeMs).reversed());
        return activities;
    }

    private static long timeMs(Activity activity) {
        return Times.ms(
                activity.hasAction()
                        ? activity.getAction().getEventTime()
                        : activity.getPage().getExposure().getPageTime());
    }

    @Override
    public void updateReader(UpdateReaderRequest request, StreamObserver<UpdateReaderResponse> observer) {
        script.answer(Operation.UPDATE_READER, observer, () -> {
            required("reader.reader_id", request.getReader().getReaderId());
            Reader updated = updated(request);
            if (!request.getValidateOnly()) {
                feed.state(updated);
            }
            return UpdateReaderResponse.newBuilder().setReader(updated).build();
        });
    }

    private Reader updated(UpdateReaderRequest request) {
        Reader sent = request.getReader();
        List<String> paths = request.getUpdateMask().getPathsList();
        if (!request.hasUpdateMask() || paths.equals(List.of("*"))) {
            return sent;
        }
        Reader.Builder merged = feed.stated(sent.getReaderId()).toBuilder();
        for (String path : paths) {
            FieldDescriptor field = Reader.getDescriptor().findFieldByName(path);
            if (field == null) {
                throw Status.INVALID_ARGUMENT
                        .withDescription("update_mask: \"" + path + "\" (expected: fields of a reader)")
                        .asRuntimeException();
            } else if (field.hasPresence() && !sent.hasField(field)) {
                merged.clearField(field);
            } else {
                merged.setField(field, sent.getField(field));
            }
        }
        return merged.build();
    }

    @Override
    public void mergeReaders(MergeReadersRequest request, StreamObserver<MergeReadersResponse> observer) {
        script.answer(Operation.MERGE, observer, () -> merge(request));
    }

    private synchronized MergeReadersResponse merge(MergeReadersRequest request) {
        String from = request.getFromReaderId();
        String into = request.getIntoReaderId();
        List<Violation> violations = new ArrayList<>();
        Script.requireId("from_reader_id", from, violations);
        Script.requireId("into_reader_id", into, violations);
        if (violations.isEmpty() && from.equals(into)) {
            violations.add(Script.violation("into_reader_id", into, "another reader than from_reader_id"));
        }
        if (!Script.isVisibleAscii(request.getRequestId(), 64)) {
            violations.add(Script.violation("request_id", request.getRequestId(), "1..64 visible ASCII characters"));
        }
        Script.refuse(violations);
        if (mergesById.containsKey(into + " " + request.getRequestId())) {
            return MergeReadersResponse.getDefaultInstance();
        }
        if (request.getValidateOnly()) {
            return MergeReadersResponse.newBuilder()
                    .setActionCount(feedback.of(from).size())
                    .setPageCount(feed.kept(from).size())
                    .build();
        }
        MergeReadersResponse response = MergeReadersResponse.newBuilder()
                .setActionCount(feedback.merge(from, into))
                .setPageCount(feed.merge(from, into))
                .build();
        mergesById.put(into + " " + request.getRequestId(), response);
        List<String> before = merged.computeIfAbsent(into, key -> new ArrayList<>());
        before.remove(from);
        before.add(0, from);
        if (before.size() > MERGED_MAX) {
            before.remove(MERGED_MAX);
        }
        return response;
    }

    @Override
    public void exportReader(ExportReaderRequest request, StreamObserver<ExportReaderResponse> observer) {
        script.stream(Operation.EXPORT, observer, call -> {
            String reader = required("reader_id", request.getReaderId());
            call.onNext(ExportReaderResponse.newBuilder()
                    .setReader(feed.stated(reader))
                    .build());
            for (Activity activity : activities(reader)) {
                ExportReaderResponse.Builder record = ExportReaderResponse.newBuilder();
                if (activity.hasAction()) {
                    record.setAction(activity.getAction());
                } else {
                    record.setPage(activity.getPage());
                }
                call.onNext(record.build());
            }
            feedback.of(reader)
                    .forEach(one -> call.onNext(ExportReaderResponse.newBuilder()
                            .setEvent(one.message)
                            .build()));
            call.onCompleted();
        });
    }

    @Override
    public void eraseReader(EraseReaderRequest request, StreamObserver<EraseReaderResponse> observer) {
        script.answer(Operation.ERASE, observer, () -> erase(request));
    }

    private synchronized EraseReaderResponse erase(EraseReaderRequest request) {
        String reader = required("reader_id", request.getReaderId());
        long nowMs = clock.millis();
        EraseReaderResponse.Builder receipt = EraseReaderResponse.newBuilder()
                .setEraseTime(Times.timestamp(nowMs))
                .setGoneTime(Times.timestamp(nowMs + LOG_RETENTION.toMillis()));
        if (request.getValidateOnly()) {
            return receipt.setActionCount(feedback.of(reader).size())
                    .setPageCount(feed.kept(reader).size())
                    .build();
        }
        merged.remove(reader);
        erased.put(reader, receipt.getEraseTime());
        return receipt.setActionCount(feedback.erase(reader, nowMs))
                .setPageCount(feed.erase(reader))
                .build();
    }

    private static String required(String field, String reader) {
        List<Violation> violations = new ArrayList<>();
        Script.requireId(field, reader, violations);
        Script.refuse(violations);
        return reader;
    }
}
