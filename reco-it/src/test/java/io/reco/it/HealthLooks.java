package io.reco.it;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;

/** Looks at a server's health all the while, as an orchestrator does. */
final class HealthLooks implements AutoCloseable {

    private static final Duration PERIOD = Duration.ofMillis(200);
    /** What orchestrators wait for by default is a second; a shared machine gets more. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(3);

    private final ManagedChannel channel;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger good = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    private HealthLooks(ManagedChannel channel) {
        this.channel = channel;
    }

    static HealthLooks at(String target) {
        HealthLooks looks = new HealthLooks(Grpc.newChannelBuilder(target, InsecureChannelCredentials.create())
                .disableRetry()
                .build());
        var unused = looks.thread.scheduleWithFixedDelay(looks::look, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        return looks;
    }

    private void look() {
        try {
            ServingStatus status = HealthGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS)
                    .check(HealthCheckRequest.getDefaultInstance())
                    .getStatus();
            (status == ServingStatus.SERVING ? good : failed).incrementAndGet();
        } catch (StatusRuntimeException e) {
            failed.incrementAndGet();
        }
    }

    int failed() {
        return failed.get();
    }

    @Override
    public String toString() {
        return "good=" + good + " failed=" + failed;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        channel.shutdownNow();
    }
}
