package io.reco.server.grpc.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.WatchEventsRequest;
import io.reco.api.v1.WatchEventsResponse;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.domain.refusal.Refusal.Violation;

/** Streams over a real connection. */
@Timeout(300)
class StreamsTest {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final int FULL_BYTES = 20_000;

    private final Numbers numbers = new Numbers();
    private Supplier<Numbers> source = () -> numbers;
    private @Nullable Streams streams;
    private @Nullable Server server;
    private @Nullable ManagedChannel channel;

    @AfterEach
    void stop() throws InterruptedException {
        Objects.requireNonNull(channel).shutdownNow();
        Objects.requireNonNull(server).shutdownNow();
        Objects.requireNonNull(server).awaitTermination(5, TimeUnit.SECONDS);
        streams().close();
    }

    private Streams streams() {
        return Objects.requireNonNull(streams);
    }

    private Caller call(StreamLimits limits) throws IOException {
        streams = Streams.start(limits);
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new FeedbackServiceGrpc.FeedbackServiceImplBase() {
                    @Override
                    public void watchEvents(WatchEventsRequest request, StreamObserver<WatchEventsResponse> caller) {
                        streams().answer(caller, source);
                    }
                })
                .build()
                .start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
        return call();
    }

    private Caller call() {
        Caller caller = new Caller();
        FeedbackServiceGrpc.newStub(channel).watchEvents(WatchEventsRequest.getDefaultInstance(), caller);
        return caller;
    }

    @Test
    void messagesComeInOrderUntilTheSourceEnds() throws IOException {
        numbers.available.set(1_000);
        numbers.ends = true;
        Caller caller = call(limits(64, LONG, LONG));
        caller.read(Integer.MAX_VALUE);

        await().until(() -> caller.end != null);
        assertThat(caller.status()).isEqualTo(Status.Code.OK);
        assertThat(caller.seen).hasSize(1_000).isSorted();
        assertThat(numbers.closed).hasValue(1);
        await().until(() -> streams().size() == 0);
    }

    @Test
    void aStreamIsMadeNoFasterThanItIsRead() throws IOException {
        numbers.available.set(Integer.MAX_VALUE);
        numbers.padding = "x".repeat(FULL_BYTES);
        Caller caller = call(limits(64, LONG, LONG));
        caller.read(1);

        await().until(() -> caller.seen.size() == 1 && numbers.stalled());
        assertThat(numbers.made * FULL_BYTES).as("bytes made").isLessThan(4 << 20);
        int before = numbers.made;
        caller.read(500);
        await().until(() -> caller.seen.size() == 501);
        assertThat(numbers.made).isGreaterThan(before);
    }

    @Test
    void aStreamThatIsNotReadEndsAndSaysWhereToGoOn() throws Exception {
        numbers.available.set(Integer.MAX_VALUE);
        numbers.padding = "x".repeat(FULL_BYTES);
        Caller caller = call(limits(64, Duration.ofMillis(200), LONG));

        await().until(() -> numbers.closed.get() == 1);
        int made = numbers.made;
        assertThat(streams().size()).as("until its caller takes the end").isEqualTo(1);
        caller.read(Integer.MAX_VALUE);
        await().until(() -> caller.end != null);
        assertThat(caller.status()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(caller.seen).hasSize(made);
        assertThat(caller.info().getReason()).isEqualTo("STREAM_NOT_READ");
        assertThat(caller.info().getMetadataMap()).containsEntry("position", Integer.toString(made));
        await().until(() -> streams().size() == 0);
    }

    @Test
    void aStreamWithNothingToSayIsNotEnded() throws IOException {
        Caller caller = call(limits(64, Duration.ofMillis(50), LONG));
        caller.read(Integer.MAX_VALUE);

        await().until(() -> numbers.looks.get() > 20); // a quarter of that time each
        assertThat(caller.end).isNull();
        numbers.available.set(1);
        await().until(() -> caller.seen.size() == 1);
    }

    @Test
    void whatIsNewIsSentWhenItIsToldOf() throws IOException {
        Caller caller = call(limits(64, LONG, LONG));
        caller.read(Integer.MAX_VALUE);
        await().until(() -> numbers.looks.get() > 0);

        long begin = System.nanoTime();
        for (int i = 1; i <= 50; i++) {
            int expected = i;
            numbers.available.incrementAndGet();
            streams().wake();
            await().pollInterval(Duration.ofMillis(5)).until(() -> caller.seen.size() == expected);
        }
        // Ticks, one a second, would have brought them in 49 seconds or more.
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(40));
    }

    @Test
    void aDrainEndsStreamsAndSaysWhereToGoOn() throws Exception {
        numbers.available.set(3);
        Caller caller = call(limits(64, LONG, LONG));
        caller.read(Integer.MAX_VALUE);
        await().until(() -> caller.seen.size() == 3);

        streams().drain();

        await().until(() -> caller.end != null);
        assertThat(caller.status()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(caller.description()).isEqualTo("the server is stopping; go on from position 3");
        assertThat(caller.info().getMetadataMap()).containsEntry("position", "3");
        Caller late = call();
        await().until(() -> late.end != null);
        assertThat(late.status()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    void anOldStreamEndsCleanly() throws IOException {
        Caller caller = call(limits(64, Duration.ofMillis(400), Duration.ofMillis(300)));
        caller.read(Integer.MAX_VALUE);

        await().until(() -> caller.end != null);
        assertThat(caller.status()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(caller.description()).endsWith("go on from position 0");
    }

    @Test
    void oneTooManyIsRefusedUntilAnotherIsGivenUp() throws Exception {
        Caller first = call(limits(2, LONG, LONG));
        var unused = call();
        await().until(() -> streams().size() == 2);
        Caller third = call();
        await().until(() -> third.end != null);
        assertThat(third.status()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(third.info().getReason()).isEqualTo("TOO_MANY_STREAMS");

        first.cancel();
        await().until(() -> streams().size() == 1 && numbers.closed.get() == 1);
        Numbers another = new Numbers();
        another.available.set(1);
        source = () -> another;
        Caller fourth = call();
        fourth.read(Integer.MAX_VALUE);
        await().until(() -> fourth.seen.size() == 1);
    }

    @Test
    void aCallThatIsRefusedHoldsNoPlace() throws IOException {
        source = () -> {
            throw Refusal.invalid(List.of(Violation.of("position", "x", "another")));
        };
        for (int i = 0; i < 5; i++) {
            Caller caller = i == 0 ? call(limits(2, LONG, LONG)) : call();
            await().until(() -> caller.end != null);
            assertThat(caller.status()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        }
        assertThat(streams().size()).isZero();
    }

    @Test
    void aSourceThatFailsEndsItsStreamAlone() throws IOException {
        Numbers broken = new Numbers();
        broken.failure = new IllegalStateException("planted");
        Caller good = call(limits(64, LONG, LONG));
        good.read(Integer.MAX_VALUE);
        await().until(() -> numbers.looks.get() > 0);
        source = () -> broken;
        Caller bad = call();

        await().until(() -> bad.end != null);
        assertThat(bad.status()).isEqualTo(Status.Code.INTERNAL);
        assertThat(broken.closed).hasValue(1);
        numbers.available.set(1);
        streams().wake();
        await().until(() -> good.seen.size() == 1);
    }

    private static StreamLimits limits(int openMax, Duration readerPauseMax, Duration ageMax) {
        return new StreamLimits(openMax, readerPauseMax, ageMax);
    }

    /** As many numbers as are available. */
    private static final class Numbers implements MessageSource<WatchEventsResponse> {

        final AtomicInteger available = new AtomicInteger();
        final AtomicInteger closed = new AtomicInteger();
        final AtomicInteger looks = new AtomicInteger();
        volatile boolean ends;
        volatile String padding = "";
        volatile @Nullable RuntimeException failure;
        volatile int made;
        private int lastLook;

        @Override
        public Step<WatchEventsResponse> next() {
            looks.incrementAndGet();
            if (failure != null) {
                throw failure;
            }
            int before = made;
            if (before < available.get()) {
                made = before + 1; // only this thread makes any
                return Step.send(WatchEventsResponse.newBuilder()
                        .setPosition(made + padding)
                        .build());
            }
            return ends ? Step.end() : Step.later();
        }

        /** Whether nothing was asked for since the last call of this. */
        synchronized boolean stalled() {
            int before = lastLook;
            lastLook = looks.get();
            return lastLook > 0 && lastLook == before;
        }

        @Override
        public Optional<String> position() {
            return Optional.of(Integer.toString(made));
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    /** Reads as much as the test says. */
    private static final class Caller implements ClientResponseObserver<WatchEventsRequest, WatchEventsResponse> {

        final List<Integer> seen = java.util.Collections.synchronizedList(new ArrayList<>());
        volatile @Nullable Status end;
        private volatile @Nullable Throwable failure;
        private @Nullable ClientCallStreamObserver<WatchEventsRequest> call;

        @Override
        public void beforeStart(ClientCallStreamObserver<WatchEventsRequest> call) {
            this.call = call;
            call.disableAutoRequestWithInitial(0);
        }

        void read(int count) {
            Objects.requireNonNull(call).request(count);
        }

        void cancel() {
            Objects.requireNonNull(call).cancel("enough", null);
        }

        Status.Code status() {
            return Objects.requireNonNull(end).getCode();
        }

        @Nullable
        String description() {
            return Objects.requireNonNull(end).getDescription();
        }

        ErrorInfo info() throws InvalidProtocolBufferException {
            com.google.rpc.Status details = Objects.requireNonNull(StatusProto.fromThrowable(failure));
            return details.getDetails(details.getDetailsCount() - 1).unpack(ErrorInfo.class);
        }

        @Override
        public void onNext(WatchEventsResponse answer) {
            seen.add(Integer.valueOf(answer.getPosition().replace("x", "")));
        }

        @Override
        public void onError(Throwable broken) {
            failure = broken;
            end = ((StatusRuntimeException) broken).getStatus();
        }

        @Override
        public void onCompleted() {
            end = Status.OK;
        }
    }
}
