package io.reco.server.grpc.audit;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.BiConsumer;
import java.util.function.ToLongFunction;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the audit log: a line at the end of each call that {@link Audited} names, whatever became of it, and one at the
 * beginning of each such stream. Who asks without being known leaves none. Stands around whatever may refuse a call.
 */
public final class AuditTrail implements ServerInterceptor {

    private static final Logger log = LoggerFactory.getLogger("reco.audit");

    private final BiConsumer<String, String> count;
    private final Targets targets = new Targets(this::readerKey);
    private volatile @Nullable ToLongFunction<String> keys;

    /** @param count is told the method and the outcome of each line */
    public AuditTrail(BiConsumer<String, String> count) {
        this.count = count;
    }

    /** From now on readers are named by these keys; before, no call gets so far that it concerns one. */
    public void nameReaders(ToLongFunction<String> keysOfReaders) {
        keys = keysOfReaders;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String method = call.getMethodDescriptor().getFullMethodName();
        Audited audited = Audited.of(method)
                .orElseThrow(() -> new IllegalStateException(method + ": whether it is audited is not decided"));
        if (audited == Audited.NEVER) {
            return next.startCall(call, headers);
        }
        AuditEntry entry = new AuditEntry(this, audited, method, address(call));
        Context context = entry.within(Context.current());
        boolean isStream = !call.getMethodDescriptor().getType().serverSendsOneMessage();
        return new Asked<>(
                Contexts.interceptCall(context, new Answered<>(call, entry), headers, next), entry, isStream);
    }

    private static String address(ServerCall<?, ?> call) {
        @Nullable SocketAddress address = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        return address instanceof InetSocketAddress internet && !internet.isUnresolved()
                ? internet.getAddress().getHostAddress()
                : "unknown";
    }

    Targets targets() {
        return targets;
    }

    /** What stands for a reader; the same reader is the same key as long as the store is. */
    String readerKey(String reader) {
        @Nullable ToLongFunction<String> known = keys;
        return known == null ? "unknown" : Long.toHexString(known.applyAsLong(reader));
    }

    void write(String method, String outcome, String text) {
        log.info(text);
        count.accept(method, outcome);
    }

    private static final class Answered<Q, A> extends ForwardingServerCall.SimpleForwardingServerCall<Q, A> {
        private final AuditEntry entry;

        Answered(ServerCall<Q, A> call, AuditEntry entry) {
            super(call);
            this.entry = entry;
        }

        @Override
        public void sendMessage(A message) {
            entry.answered(message);
            super.sendMessage(message);
        }

        /** First the line, then the answer: what was answered was noted. */
        @Override
        public void close(Status status, Metadata trailers) {
            entry.ended(status);
            super.close(status, trailers);
        }
    }

    private static final class Asked<Q> extends ForwardingServerCallListener.SimpleForwardingServerCallListener<Q> {
        private final AuditEntry entry;
        private final boolean isStream;

        Asked(ServerCall.Listener<Q> listener, AuditEntry entry, boolean isStream) {
            super(listener);
            this.entry = entry;
            this.isStream = isStream;
        }

        @Override
        public void onMessage(Q message) {
            entry.asked(message, isStream);
            super.onMessage(message);
        }

        /** It may have been done all the same: what nobody waits for is not answered. */
        @Override
        public void onCancel() {
            entry.ended(Status.CANCELLED);
            super.onCancel();
        }
    }
}
