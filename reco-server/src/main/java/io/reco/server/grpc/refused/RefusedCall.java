package io.reco.server.grpc.refused;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import com.google.rpc.Code;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

import io.reco.api.v1.Refusal;
import io.reco.server.access.Caller;

/** Looks at a call, by whichever transport it came, for what of it is refused. */
public final class RefusedCall extends ServerStreamTracer {

    /** What another attempt does not get right by itself. */
    private static final Set<Status.Code> LASTING = EnumSet.of(
            Status.Code.INVALID_ARGUMENT,
            Status.Code.NOT_FOUND,
            Status.Code.ALREADY_EXISTS,
            Status.Code.PERMISSION_DENIED,
            Status.Code.RESOURCE_EXHAUSTED,
            Status.Code.FAILED_PRECONDITION,
            Status.Code.ABORTED,
            Status.Code.OUT_OF_RANGE,
            Status.Code.UNIMPLEMENTED,
            Status.Code.UNAUTHENTICATED);

    /** Of one call: its first ones say what is wrong with the others, too. */
    private static final int ITEMS_MAX = 10;
    /** Of a method that there is not its caller chose the name. */
    private static final int METHOD_CHARS_MAX = 100;

    private static final String NOT_OURS = "grpc.";
    private static final Context.Key<RefusedCall> KEY = Context.key("refused-call");

    private final RecentRefusals refusals;
    private final String method;
    private volatile String caller = "";

    private RefusedCall(RecentRefusals refusals, String method) {
        this.refusals = refusals;
        this.method = method.substring(0, Math.min(METHOD_CHARS_MAX, method.length()));
    }

    /** Looks at each call. */
    public static ServerStreamTracer.Factory factory(RecentRefusals refusals) {
        return new Factory() {
            @Override
            public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
                return new RefusedCall(refusals, fullMethodName);
            }
        };
    }

    /** Notes who makes the current call, as soon as that is known. */
    public static void noteCaller(Caller who) {
        @Nullable RefusedCall call = KEY.get();
        if (call != null && who.reader().isEmpty()) {
            call.caller = who.name();
        }
    }

    static @Nullable RefusedCall current() {
        return KEY.get();
    }

    /** Notes items that are refused while others are not. */
    void noteItems(List<Refusal> items) {
        items.stream().limit(ITEMS_MAX).forEach(item -> add(code(item), item.getMessage(), true));
    }

    private static Code code(Refusal item) {
        return Objects.requireNonNullElse(Code.forNumber(item.getCode()), Code.UNKNOWN);
    }

    private void add(Code code, String told, boolean item) {
        refusals.add(new RecentRefusals.Told(method, caller, code, Sentence.masked(told), item));
    }

    @Override
    public Context filterContext(Context context) {
        return context.withValue(KEY, this);
    }

    @Override
    public void streamClosed(Status status) {
        if (LASTING.contains(status.getCode()) && !method.startsWith(NOT_OURS)) {
            Code code = Code.forNumber(status.getCode().value());
            add(code, Objects.requireNonNullElse(status.getDescription(), ""), false);
        }
    }
}
