package io.reco.server.grpc.status;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/** A call that two threads may want to close; the first one does, and nothing is sent after it. */
public final class OnceClosedCall<Q, A> extends SimpleForwardingServerCall<Q, A> {

    private final Runnable afterwards;
    private boolean closed;

    /** {@code afterwards} is run by whoever closed it. */
    public OnceClosedCall(ServerCall<Q, A> call, Runnable afterwards) {
        super(call);
        this.afterwards = afterwards;
    }

    @Override
    public synchronized void sendHeaders(Metadata headers) {
        if (!closed) {
            super.sendHeaders(headers);
        }
    }

    @Override
    public synchronized void sendMessage(A message) {
        if (!closed) {
            super.sendMessage(message);
        }
    }

    @Override
    public void close(Status status, Metadata trailers) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            super.close(status, trailers);
        }
        afterwards.run();
    }
}
