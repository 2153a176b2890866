package io.reco.server.console.visit;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import com.google.protobuf.Message;
import com.google.rpc.Code;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

import io.reco.server.access.Access;
import io.reco.server.access.Grant;
import io.reco.server.access.Permissions;
import io.reco.server.http.call.InnerCalls;

/** One request for a page. */
public final class Visit {

    private final Request request;
    private final InnerCalls calls;
    private final Visitor visitor;
    private final boolean authenticates;
    private final String secret;
    private final Instant now;
    private final Parameters query;
    private final Parameters form;
    private final List<Code> codes = new ArrayList<>(); // guarded by itself

    private Visit(
            Request request,
            Response response,
            InnerCalls calls,
            Access access,
            Clock clock,
            Parameters query,
            Parameters form) {
        this.request = request;
        this.calls = calls;
        this.visitor = Visitor.of(request, access);
        this.authenticates = access.authenticates();
        this.secret = Cookies.formSecret(request, response);
        this.now = clock.instant();
        this.query = query;
        this.form = form;
    }

    /**
     * A request's visit.
     *
     * @param form what was sent with it; empty for none
     * @throws IllegalArgumentException for an address that cannot be read
     */
    public static Visit of(
            Request request,
            Response response,
            InnerCalls calls,
            Access access,
            Clock clock,
            Optional<Parameters> form) {
        String query = Objects.requireNonNullElse(request.getHttpURI().getQuery(), "");
        Parameters asked = Parameters.of(query);
        return new Visit(request, response, calls, access, clock, asked, form.orElseGet(() -> Parameters.of("")));
    }

    /** Who asks. */
    public Visitor visitor() {
        return visitor;
    }

    /** Whether whoever asks may see something. */
    public boolean isLetIn() {
        return visitor.caller().isPresent();
    }

    /** Whether whoever asks may make all of these calls: what they may not is not offered. */
    public boolean may(MethodDescriptor<?, ?> method) {
        return visitor.caller()
                .map(caller -> Permissions.of(method.getFullMethodName(), caller) == Grant.YES)
                .orElse(false);
    }

    /** When it was asked for. */
    public Instant now() {
        return now;
    }

    /** What the address says. */
    public Parameters query() {
        return query;
    }

    /** What a form said. */
    public Parameters form() {
        return form;
    }

    /** The address without its path: {@code ?…}; empty where nothing was asked for. */
    public String address() {
        @Nullable String asked = request.getHttpURI().getQuery();
        return asked == null ? "" : "?" + asked;
    }

    /** What a form for this is to bring along. */
    public String formToken(String action) {
        return FormTokens.make(secret, action);
    }

    /** Whether the form that was sent is one of ours, for this. */
    public boolean isOurForm(String action) {
        return FormTokens.isGood(secret, action, form.text("form"));
    }

    /** Makes a call as whoever asks; what becomes of it never fails. */
    public <Q extends Message, A> CompletableFuture<Outcome<A>> call(MethodDescriptor<Q, A> method, Q asked) {
        List<String> curls = List.of(Made.of(method.getFullMethodName(), asked)
                .curl(server(), visitor.bearer().isPresent()));
        return calls.call(method, asked, request, visitor.metadata())
                .handle((answer, failure) -> noted(outcome(answer, failure, curls)));
    }

    /** Begins any call as whoever asks. */
    public <Q extends Message, A> InnerCalls.Started start(
            MethodDescriptor<Q, A> method, Q asked, InnerCalls.Receiver<A> receiver) {
        return calls.start(method, asked, request, visitor.metadata(), receiver);
    }

    private static <A> Outcome<A> outcome(@Nullable A answer, @Nullable Throwable failure, List<String> curls) {
        if (answer != null) {
            return new Outcome<>(Optional.of(answer), Code.OK, "", curls);
        }
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : Objects.requireNonNull(failure);
        Status status = Status.fromThrowable(cause);
        String sentence = Objects.requireNonNullElse(
                status.getDescription(), status.getCode().name());
        return new Outcome<>(Optional.empty(), Code.forNumber(status.getCode().value()), sentence, curls);
    }

    private <A> Outcome<A> noted(Outcome<A> outcome) {
        synchronized (codes) {
            codes.add(outcome.code());
        }
        return outcome;
    }

    /** How the page as a whole fared: OK once one of its calls was answered, or where none was made. */
    public Code code() {
        synchronized (codes) {
            return codes.isEmpty() || codes.contains(Code.OK) ? Code.OK : codes.get(0);
        }
    }

    /** Such as {@code http://127.0.0.1:8890}. */
    private String server() {
        String scheme = request.isSecure() ? "https://" : "http://";
        return scheme + request.getHeaders().get(HttpHeader.HOST);
    }

    /** Whether callers have to say who they are. */
    public boolean authenticates() {
        return authenticates;
    }
}
