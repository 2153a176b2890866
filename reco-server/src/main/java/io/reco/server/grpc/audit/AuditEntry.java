package io.reco.server.grpc.audit;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

import io.reco.server.access.Caller;
import io.reco.server.access.Role;

/** What becomes known of one call while it goes on. Its end may be told by two threads; all else by one after the other. */
public final class AuditEntry {

    private static final Context.Key<AuditEntry> KEY = Context.key("audit-entry");

    private final AuditTrail trail;
    private final Audited audited;
    private final String method;
    private final String address;
    private final long beganNanos = System.nanoTime();

    private volatile @Nullable Caller caller;
    private volatile @Nullable String targets;
    private volatile int refused;
    private boolean ended;

    AuditEntry(AuditTrail trail, Audited audited, String method, String address) {
        this.trail = trail;
        this.audited = audited;
        this.method = method;
        this.address = address;
    }

    /** Notes who makes the current call, as soon as that is known and before it is decided whether they may. */
    public static void noteCaller(Caller caller) {
        @Nullable AuditEntry entry = KEY.get();
        if (entry != null) {
            entry.caller = caller;
        }
    }

    Context within(Context context) {
        return context.withValue(KEY, this);
    }

    void asked(Object message, boolean isStream) {
        if (message instanceof Message request && audited.concerns(request)) {
            targets = trail.targets().text(request);
            if (isStream) {
                write("BEGUN");
            }
        }
    }

    /** An answer may refuse some items. */
    void answered(Object message) {
        if (message instanceof Message answer) {
            FieldDescriptor refusals = answer.getDescriptorForType().findFieldByName("refusals");
            if (refusals != null) {
                refused = ((List<?>) answer.getField(refusals)).size();
            }
        }
    }

    void ended(Status status) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        write(status.getCode().name());
    }

    private void write(String outcome) {
        @Nullable Caller who = caller;
        // Of who is not known there is nothing to say, and a call that asked for nothing special is nobody's business.
        if (who == null || (targets == null && audited != Audited.ALWAYS)) {
            return;
        }
        String text = "call method=" + method + " caller=" + name(who) + " roles=" + roles(who) + " address=" + address
                + " outcome=" + outcome + (refused == 0 ? "" : " refused=" + refused) + " ms="
                + (System.nanoTime() - beganNanos) / 1_000_000
                + Optional.ofNullable(targets).orElse("");
        trail.write(method, outcome, text);
    }

    private String name(Caller who) {
        return who.reader().map(reader -> "reader:" + trail.readerKey(reader)).orElseGet(() -> Quoted.of(who.name()));
    }

    private static String roles(Caller who) {
        return who.roles().stream().sorted().map(Role::text).collect(Collectors.joining(",", "[", "]"));
    }
}
