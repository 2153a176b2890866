package io.reco.server.trace;

import io.grpc.Context;

import io.reco.server.domain.trace.Trace;

/** What the stages of the current call are told to. */
public final class CallTrace {

    static final Context.Key<Trace> KEY = Context.keyWithDefault("trace", Trace.NONE);

    private CallTrace() {}

    /** Of the call in whose context this is asked. */
    public static Trace current() {
        return KEY.get();
    }
}
