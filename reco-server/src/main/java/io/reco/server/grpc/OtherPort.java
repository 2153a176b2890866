package io.reco.server.grpc;

import java.time.Duration;

/** Another way to the services of a {@link GrpcServer}, which ends with it. */
public interface OtherPort {

    /** Takes no more calls, and ends those that may wait for their callers for long. */
    void drain();

    /** Waits until calls under way have ended; false when the time is over before. */
    boolean awaitCalls(Duration max) throws InterruptedException;
}
