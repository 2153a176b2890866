package io.reco.server.http.call;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import com.google.rpc.Code;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerMethodDefinition;
import io.grpc.StatusRuntimeException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import io.reco.server.grpc.GuardedServices;
import io.reco.server.grpc.status.Statuses;

/** Answers {@code POST /package.Service/Method}, by Connect's unary protocol with JSON. */
public final class JsonCalls {

    /** As gRPC's port. */
    static final int REQUEST_BYTES_MAX = 4 << 20;

    private static final String JSON = "application/json";

    private final GuardedServices services;
    private final Duration bodyTimeMax;
    private final BooleanSupplier crowded;
    private final Map<String, ServerMethodDefinition<?, ?>> methods = new HashMap<>();
    /** Requests whose bodies are still to come, as far as was looked lately. */
    private final Map<Exchange, Exchange.Reading> halfSent = new ConcurrentHashMap<>();

    private int open; // guarded by this
    private boolean draining; // guarded by this

    /**
     * Calls those services.
     *
     * @param bodyTimeMax from a request's header to the end of its body
     * @param crowded whether there are so many requests that no more calls are taken
     */
    public JsonCalls(GuardedServices services, Duration bodyTimeMax, BooleanSupplier crowded) {
        this.services = services;
        this.bodyTimeMax = bodyTimeMax;
        this.crowded = crowded;
        services.definitions()
                .forEach(service -> service.getMethods()
                        .forEach(method ->
                                methods.put("/" + method.getMethodDescriptor().getFullMethodName(), method)));
    }

    /** Whether there is a method at this path. */
    public boolean isMethod(String path) {
        return methods.containsKey(path);
    }

    /** The body of a refusal of what never became a call, as Connect writes errors. */
    public static byte[] refusal(Code code, String line) {
        StatusRuntimeException failure = Statuses.exception(code, line, "NOT_A_CALL", Map.of());
        return Answer.error(HttpStatus.BAD_REQUEST_400, failure).body();
    }

    /** Answers a POST to any path. */
    public void handle(Request request, Response response, Callback callback) {
        String path = request.getHttpURI().getPath();
        CallTracers tracers = CallTracers.begin(services.tracers(), path.substring(1), new Metadata());
        Exchange exchange = new Exchange(request, response, callback, REQUEST_BYTES_MAX);
        ServerMethodDefinition<?, ?> method = methods.get(path);
        Optional<Refused> refused = method == null
                ? Optional.of(new Refused(HttpStatus.NOT_FOUND_404, unimplemented(path, "a method of the contract")))
                : refusal(method, request);
        if (method == null || refused.isPresent()) {
            refused.ifPresent(refusal -> refuse(exchange, tracers, refusal));
            return;
        }
        try {
            start(method, CallHeaders.read(request.getHeaders()), request, exchange, tracers);
        } catch (StatusRuntimeException badHeaders) {
            refuse(exchange, tracers, new Refused(HttpStatus.BAD_REQUEST_400, badHeaders));
        }
    }

    /** What is refused before it is a call. */
    private record Refused(int httpStatus, StatusRuntimeException failure) {}

    private Optional<Refused> refusal(ServerMethodDefinition<?, ?> method, Request request) {
        if (!method.getMethodDescriptor().getType().serverSendsOneMessage()) {
            String name = method.getMethodDescriptor().getFullMethodName();
            return Optional.of(new Refused(
                    HttpStatus.NOT_IMPLEMENTED_501,
                    unimplemented(name + ", a stream", "a method that answers once; gRPC has the streams")));
        }
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        if (!isJson(type)) {
            return Optional.of(new Refused(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
                    Statuses.exception(
                            Code.INVALID_ARGUMENT,
                            "content-type: " + (type == null ? "none" : type) + " (expected: " + JSON + ")",
                            "CONTENT_TYPE",
                            Map.of())));
        }
        String encoding = request.getHeaders().get(HttpHeader.CONTENT_ENCODING);
        if (encoding != null && !encoding.equals("identity")) {
            return Optional.of(new Refused(
                    HttpStatus.NOT_IMPLEMENTED_501, unimplemented("content-encoding " + encoding, "identity")));
        }
        if (request.getLength() > REQUEST_BYTES_MAX) {
            return Optional.of(new Refused(HttpStatus.PAYLOAD_TOO_LARGE_413, tooLarge()));
        }
        if (crowded.getAsBoolean()) {
            return Optional.of(new Refused(
                    HttpStatus.SERVICE_UNAVAILABLE_503,
                    Statuses.unavailable("CROWDED", "too many requests are under way")));
        }
        return Optional.empty();
    }

    private static boolean isJson(@Nullable String type) {
        if (type == null) {
            return false;
        }
        String[] parts =
                type.toLowerCase(Locale.ROOT).replace(" ", "").replace("\"", "").split(";", 2);
        return parts[0].equals(JSON) && (parts.length == 1 || parts[1].equals("charset=utf-8"));
    }

    private static StatusRuntimeException unimplemented(String what, String expected) {
        return Statuses.exception(
                Code.UNIMPLEMENTED, "method: " + what + " (expected: " + expected + ")", "UNIMPLEMENTED", Map.of());
    }

    static StatusRuntimeException tooLarge() {
        return Statuses.exception(
                Code.RESOURCE_EXHAUSTED,
                "request: larger than " + REQUEST_BYTES_MAX + " bytes (expected: at most " + REQUEST_BYTES_MAX + ")",
                "REQUEST_TOO_LARGE",
                Map.of("bytesMax", Integer.toString(REQUEST_BYTES_MAX)));
    }

    private static Refused stopping() {
        return new Refused(
                HttpStatus.SERVICE_UNAVAILABLE_503, Statuses.unavailable("STOPPING", "the server is stopping"));
    }

    private void refuse(Exchange exchange, CallTracers tracers, Refused refused) {
        exchange.answer(
                Answer.error(refused.httpStatus, refused.failure),
                failure -> tracers.closed(refused.failure.getStatus()));
        read(exchange, Exchange.Reading.NOBODY);
    }

    private <Q, A> void start(
            ServerMethodDefinition<Q, A> method,
            CallHeaders headers,
            Request request,
            Exchange exchange,
            CallTracers tracers) {
        if (!enter()) {
            refuse(exchange, tracers, stopping());
            return;
        }
        JsonCall<Q, A> call = new JsonCall<>(
                method,
                headers,
                side(request),
                tracers,
                exchange,
                services,
                asking -> {
                    if (exchange.isToBeAsked()) {
                        read(exchange, asking);
                    }
                },
                this::leave);
        boolean atOnce = !exchange.isToBeAsked();
        call.start(headers.metadata());
        if (atOnce) {
            read(exchange, call);
        }
    }

    private void read(Exchange exchange, Exchange.Reading reading) {
        halfSent.put(exchange, reading);
        exchange.read(reading);
        if (exchange.isRead()) {
            halfSent.remove(exchange);
        } else if (isDraining()) {
            endHalfSent(exchange, reading, stopping());
        }
    }

    static ServicesCall.CallSide side(Request request) {
        return new ServicesCall.CallSide(
                attributes(request.getConnectionMetaData()),
                request.getHeaders().get(HttpHeader.HOST));
    }

    private static Attributes attributes(ConnectionMetaData connection) {
        SocketAddress caller = connection.getRemoteSocketAddress();
        Attributes.Builder attributes = Attributes.newBuilder()
                .set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, caller)
                .set(Grpc.TRANSPORT_ATTR_LOCAL_ADDR, connection.getLocalSocketAddress());
        EndPoint.SslSessionData tls = connection.getConnection().getEndPoint().getSslSessionData();
        if (tls != null) {
            attributes.set(Grpc.TRANSPORT_ATTR_SSL_SESSION, tls.sslSession());
        }
        return attributes.build();
    }

    /** Ends requests whose bodies take too long. */
    public void sweep() {
        for (Map.Entry<Exchange, Exchange.Reading> one : List.copyOf(halfSent.entrySet())) {
            if (one.getKey().isOlderThan(bodyTimeMax)) {
                endHalfSent(one.getKey(), one.getValue(), late());
            } else if (one.getKey().isRead()) {
                halfSent.remove(one.getKey());
            }
        }
    }

    private Refused late() {
        return new Refused(
                HttpStatus.REQUEST_TIMEOUT_408,
                Statuses.exception(
                        Code.DEADLINE_EXCEEDED,
                        "request: a part of it (expected: all of it within " + bodyTimeMax.toSeconds() + " s)",
                        "REQUEST_TOO_SLOW",
                        Map.of()));
    }

    private void endHalfSent(Exchange exchange, Exchange.Reading reading, Refused refused) {
        halfSent.remove(exchange);
        if (!exchange.isRead()) {
            reading.refuse(refused.httpStatus, refused.failure);
            exchange.cut();
        }
    }

    /** Takes no more calls, and ends those whose bodies are still to come. */
    public void drain() {
        synchronized (this) {
            draining = true;
        }
        halfSent.forEach((exchange, reading) -> endHalfSent(exchange, reading, stopping()));
    }

    /** The same methods for what this server shows itself: their calls end, and are awaited, with the others. */
    public InnerCalls inner() {
        return new InnerCalls(services, methods, this::enter, this::leave);
    }

    private synchronized boolean isDraining() {
        return draining;
    }

    private synchronized boolean enter() {
        if (!draining) {
            open++;
        }
        return !draining;
    }

    private synchronized void leave() {
        open--;
        notifyAll();
    }

    /** Waits until all calls have ended; false when the time is over before. */
    public synchronized boolean awaitEnd(Duration max) throws InterruptedException {
        long end = System.nanoTime() + max.toNanos();
        while (open > 0) {
            long leftMs = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (leftMs <= 0) {
                return false;
            }
            wait(leftMs);
        }
        return true;
    }
}
