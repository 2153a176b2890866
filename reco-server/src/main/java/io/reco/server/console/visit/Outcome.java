package io.reco.server.console.visit;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import com.google.rpc.Code;

/**
 * What became of a call.
 *
 * @param answer empty where it failed
 * @param code how it failed; OK where it did not
 * @param refusal why, as the caller of gRPC is told; empty where it did not fail
 * @param curls the call for a shell, with those that its answer rests on
 */
public record Outcome<A>(Optional<A> answer, Code code, String refusal, List<String> curls) {

    /** The same of a part of the answer. */
    public <B> Outcome<B> map(Function<A, B> part) {
        return new Outcome<>(answer.map(part), code, refusal, curls);
    }

    /** Whether the call failed. */
    public boolean isRefused() {
        return answer.isEmpty();
    }
}
