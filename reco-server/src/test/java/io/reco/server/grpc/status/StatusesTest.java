package io.reco.server.grpc.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import org.junit.jupiter.api.Test;

import io.reco.server.domain.refusal.Refusal;
import io.reco.server.domain.refusal.Refusal.Violation;

class StatusesTest {

    private static final Violation BAD = Violation.of("article_num", 101, "0..100");

    @Test
    void retryInfoSaysWhatTheTrailerSays() throws Exception {
        for (int i = 0; i < 100; i++) {
            StatusRuntimeException status = Statuses.of(Refusal.unavailable("store: closed", null));

            long trailerMs =
                    Long.parseLong(Objects.requireNonNull(status.getTrailers()).get(Statuses.PUSHBACK_MS));
            RetryInfo info = detail(status, RetryInfo.class);
            assertThat(info.getRetryDelay().getSeconds() * 1_000
                            + info.getRetryDelay().getNanos() / 1_000_000)
                    .isEqualTo(trailerMs)
                    .isBetween(100L, 300L);
        }
    }

    @Test
    void pausesGrowWithEveryAttemptUntilTheyOutlastAnElectionAndStayEqualToTheirDetails() throws Exception {
        for (int attempts = 0; attempts < 10; attempts++) {
            StatusRuntimeException first = Statuses.of(Refusal.unavailable("store: closed", null));
            Metadata trailers =
                    Statuses.later(first.getStatus(), Objects.requireNonNull(first.getTrailers()), attempts);

            long trailerMs = Long.parseLong(trailers.get(Statuses.PUSHBACK_MS));
            StatusRuntimeException later = first.getStatus().asRuntimeException(trailers);
            RetryInfo info = detail(later, RetryInfo.class);
            assertThat(info.getRetryDelay().getSeconds() * 1_000
                            + info.getRetryDelay().getNanos() / 1_000_000)
                    .isEqualTo(trailerMs);
            assertThat(trailerMs).isBetween((long) Math.min(2_000, 100 * Math.pow(3, attempts)), (long)
                    Math.min(2_000, 300 * Math.pow(3, attempts)));
            assertThat(detail(later, ErrorInfo.class).getReason()).isEqualTo("STORE_UNAVAILABLE");
        }
    }

    @Test
    void aPauseThatWasWorkedOutStaysAsItIs() {
        StatusRuntimeException quota = Statuses.exhausted("QUOTA", "calls: 7", Duration.ofSeconds(9), Map.of());

        Metadata trailers = Statuses.later(quota.getStatus(), Objects.requireNonNull(quota.getTrailers()), 3);

        assertThat(trailers.get(Statuses.PUSHBACK_MS)).isEqualTo("9000");
    }

    @Test
    void everyKindOfFailureHasAReasonOfItsOwn() throws Exception {
        assertThat(info(Refusal.invalid(List.of(BAD)))).isEqualTo("INVALID_ARGUMENT INVALID_FIELDS {violationCount=1}");
        assertThat(info(Refusal.unavailable("store: closed", null))).isEqualTo("UNAVAILABLE STORE_UNAVAILABLE {}");
        assertThat(info(Refusal.storageFull("store: no room", null))).isEqualTo("RESOURCE_EXHAUSTED STORAGE_FULL {}");
        assertThat(info(Refusal.gone("position: 1 (expected: 5 or later)", Map.of("position", "5"))))
                .isEqualTo("OUT_OF_RANGE POSITION_GONE {position=5}");
        assertThat(info(Refusal.notFound("article_id: 7 (expected: a known one)")))
                .isEqualTo("NOT_FOUND NOT_FOUND {}");
        assertThat(info(Refusal.unsupported("store: memory (expected: one on a disk)")))
                .isEqualTo("FAILED_PRECONDITION UNSUPPORTED {}");
        assertThat(info(Refusal.busy("backup: one is being made (expected: one at a time)")))
                .isEqualTo("RESOURCE_EXHAUSTED BUSY {}");
        assertThat(info(Refusal.conflict("page_size: 5 (expected: 10, as in the call before)")))
                .isEqualTo("ABORTED IDEMPOTENCY_KEY_REUSED {}");
        assertThat(info(new CancellationException())).isEqualTo("UNAVAILABLE STOPPING {}");
        assertThat(info(new CompletionException(new IllegalStateException("a test of how defects are told"))))
                .matches("INTERNAL DEFECT \\{errorId=[0-9a-f]+}");
    }

    @Test
    void aRefusalSaysTheSameAsACallThatFailsAsAWhole() throws Exception {
        Violation old =
                Violation.of("events[2].time", "1990-01-01", "not older").because("TOO_OLD");
        io.reco.api.v1.Refusal refusal = Statuses.refusal(2, List.of(BAD, old));
        StatusRuntimeException status = Statuses.of(Refusal.invalid(List.of(BAD, old)));

        assertThat(refusal.getIndex()).isEqualTo(2);
        assertThat(refusal.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT.value());
        assertThat(refusal.getMessage()).isEqualTo(status.getStatus().getDescription());
        assertThat(refusal.getViolationsList().stream()
                        .map(violation ->
                                violation.getField() + "|" + violation.getDescription() + "|" + violation.getReason()))
                .containsExactly(
                        "article_num|article_num: 101 (expected: 0..100)|INVALID_VALUE",
                        "events[2].time|events[2].time: 1990-01-01 (expected: not older)|TOO_OLD")
                .containsExactlyElementsOf(detail(status, BadRequest.class).getFieldViolationsList().stream()
                        .map(violation ->
                                violation.getField() + "|" + violation.getDescription() + "|" + violation.getReason())
                        .toList());
    }

    @Test
    void whatDoesNotFitIsCounted() {
        StatusRuntimeException status = Statuses.of(Refusal.invalid(Collections.nCopies(1_000, BAD)));

        assertThat(status.getStatus().getDescription()).endsWith("; and 980 more");
        assertThat(Objects.requireNonNull(StatusProto.fromThrowable(status)).getSerializedSize())
                .isLessThan(4_096);
    }

    private static String info(Throwable failure) throws InvalidProtocolBufferException {
        StatusRuntimeException status = Statuses.of(failure);
        ErrorInfo info = detail(status, ErrorInfo.class);
        assertThat(info.getDomain()).isEqualTo("reco.io");
        return status.getStatus().getCode() + " " + info.getReason() + " " + info.getMetadataMap();
    }

    private static <T extends Message> T detail(StatusRuntimeException failure, Class<T> type)
            throws InvalidProtocolBufferException {
        com.google.rpc.Status status = Objects.requireNonNull(StatusProto.fromThrowable(failure));
        for (Any any : status.getDetailsList()) {
            if (any.is(type)) {
                return any.unpack(type);
            }
        }
        throw new AssertionError("no " + type + " in " + status);
    }
}
