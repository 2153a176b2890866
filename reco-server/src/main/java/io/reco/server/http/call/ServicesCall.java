package io.reco.server.http.call;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.SecurityLevel;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

import io.reco.server.grpc.GuardedServices;
import io.reco.server.grpc.status.Statuses;

/** A call that did not come by gRPC's transport, as gRPC's services see calls. What it does it does one after the other. */
abstract class ServicesCall<Q, A> extends ServerCall<Q, A> {

    final ServerMethodDefinition<Q, A> method;
    final CallTracers tracers;
    final Context.CancellableContext context;
    private final CallSide side;
    private final Executor executor;

    /**
     * From where a call comes.
     *
     * @param attributes of the connection
     * @param authority what it was sent to
     */
    record CallSide(Attributes attributes, @Nullable String authority) {}

    /** @param timeout how long its caller waits */
    ServicesCall(
            ServerMethodDefinition<Q, A> method,
            CallSide side,
            Optional<Duration> timeout,
            CallTracers tracers,
            GuardedServices services) {
        this.method = method;
        this.side = side;
        this.tracers = tracers;
        Context filtered = tracers.filter(Context.ROOT);
        context = timeout.map(
                        time -> filtered.withDeadlineAfter(time.toMillis(), TimeUnit.MILLISECONDS, services.timer()))
                .orElseGet(filtered::withCancellation);
        executor = MoreExecutors.newSequentialExecutor(admitted(services));
    }

    /** What is to run the call; where it is refused, the thread that asks. */
    private Executor admitted(GuardedServices services) {
        Context before = context.attach();
        try {
            return Objects.requireNonNull(services.executors().getExecutor(this, new Metadata()));
        } finally {
            context.detach(before);
        }
    }

    /** Runs a task in the call's context; one that fails ends the call. */
    final void run(Runnable task) {
        try {
            executor.execute(() -> {
                Context before = context.attach();
                try {
                    task.run();
                } catch (Throwable e) {
                    Statuses.close(this, Statuses.of(e));
                } finally {
                    context.detach(before);
                }
            });
        } catch (RejectedExecutionException e) {
            stopped(Statuses.unavailable("STOPPING", "the server is stopping"));
        }
    }

    /** Ends it, for nothing runs calls any more. */
    abstract void stopped(StatusRuntimeException why);

    @Override
    public final MethodDescriptor<Q, A> getMethodDescriptor() {
        return method.getMethodDescriptor();
    }

    @Override
    public final Attributes getAttributes() {
        return side.attributes;
    }

    @Override
    public final @Nullable String getAuthority() {
        return side.authority;
    }

    @Override
    public final SecurityLevel getSecurityLevel() {
        return side.attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION) == null
                ? SecurityLevel.NONE
                : SecurityLevel.PRIVACY_AND_INTEGRITY;
    }
}
