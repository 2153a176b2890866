package io.reco.server.http;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

import io.reco.server.http.call.JsonCalls;
import io.reco.server.http.guard.Connections;
import io.reco.server.http.guard.HostRule;
import io.reco.server.http.guard.OriginRule;

/** Leads each request to what answers it, or says why nothing does. */
final class Router extends Handler.Abstract {

    private static final String GET = "GET, HEAD";
    private static final String POST = "POST";
    private static final String OPENAPI = "/openapi.json";

    private final Connections connections;
    private final HostRule hosts;
    private final OriginRule origins;
    private final Pages pages;
    private final JsonCalls calls;
    private final Supplier<byte[]> openApi;
    private final Supplier<Site> site;
    private final boolean tls;

    Router(
            Connections connections,
            HostRule hosts,
            OriginRule origins,
            Pages pages,
            JsonCalls calls,
            Supplier<byte[]> openApi,
            Supplier<Site> site,
            boolean tls) {
        this.connections = connections;
        this.hosts = hosts;
        this.origins = origins;
        this.pages = pages;
        this.calls = calls;
        this.openApi = openApi;
        this.site = site;
        this.tls = tls;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        connections.begin(request);
        String path = Objects.requireNonNullElse(request.getHttpURI().getPath(), ""); // CONNECT has none
        String coding = coding(request);
        if (!coding.isEmpty()) {
            response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
            String line = "transfer-encoding: " + coding + " (expected: chunked)";
            Texts.line(request, response, callback, HttpStatus.NOT_IMPLEMENTED_501, line);
        } else if (tls && !isSecret(request) && !pages.probes().contains(path)) {
            String line = "connection: plaintext (expected: https, but for /healthz and /readyz)";
            refuse(request, response, callback, HttpStatus.BAD_REQUEST_400, line);
        } else if (pages.paths().contains(path)) {
            if (isGet(request)) {
                pages.handle(path, request, response, callback);
            } else {
                refuseMethod(request, response, callback, GET);
            }
        } else if (mayCome(request, response, callback)) {
            origins.allow(request.getHeaders(), response.getHeaders());
            route(path, request, response, callback);
        }
        return true;
    }

    /** How the body is coded, if nobody here can read that (RFC 9112 section 6.1); else empty. */
    private static String coding(Request request) {
        List<String> codings = request.getHeaders().getCSV(HttpHeader.TRANSFER_ENCODING, false);
        boolean known = codings.stream().allMatch(HttpHeaderValue.CHUNKED::is) && codings.size() <= 1;
        return known ? "" : String.join(", ", codings);
    }

    private static boolean isSecret(Request request) {
        return request.getConnectionMetaData().getConnection().getEndPoint().getSslSessionData() != null;
    }

    /** Whether a web page behind somebody's back can be excluded; refuses the request if not. */
    private boolean mayCome(Request request, Response response, Callback callback) {
        String host = request.getHeaders().get(HttpHeader.HOST);
        Optional<String> refusal = hosts.refusal(host == null ? "none" : host);
        if (host == null || refusal.isPresent()) {
            refuse(request, response, callback, HttpStatus.MISDIRECTED_REQUEST_421, refusal.orElse(""));
            return false;
        }
        if (!origins.allows(request.getHeaders(), host)) {
            String origin = request.getHeaders().get(HttpHeader.ORIGIN);
            String expected = "none, this server's, or one of --cors-origins";
            String line = "origin: " + origin + " (expected: " + expected + ")";
            refuse(request, response, callback, HttpStatus.FORBIDDEN_403, line);
            return false;
        }
        return true;
    }

    private void route(String path, Request request, Response response, Callback callback) {
        if (path.equals(OPENAPI) && isGet(request)) {
            byte[] document = openApi.get();
            Texts.answer(request, response, callback, HttpStatus.OK_200, "application/json", document);
            return;
        }
        String methods = methods(path);
        if (HttpMethod.OPTIONS.is(request.getMethod()) && !methods.isEmpty()) {
            origins.allowNext(response.getHeaders(), methods);
            response.setStatus(HttpStatus.NO_CONTENT_204);
            callback.succeeded();
        } else if (calls.isMethod(path) && isPost(request)) {
            calls.handle(request, response, callback);
        } else if (methods.contains(request.getMethod())) {
            site.get().handle(request, response, callback);
        } else if (methods.isEmpty() && isPost(request)) {
            calls.handle(request, response, callback);
        } else if (methods.isEmpty()) {
            refuse(request, response, callback, HttpStatus.NOT_FOUND_404, "there is nothing at this path");
        } else {
            refuseMethod(request, response, callback, methods);
        }
    }

    /** What may be sent to a path; empty where nothing is. */
    private String methods(String path) {
        if (path.equals(OPENAPI)) {
            return GET;
        }
        return calls.isMethod(path) ? POST : site.get().methods(path);
    }

    private static boolean isGet(Request request) {
        return HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
    }

    private void refuseMethod(Request request, Response response, Callback callback, String methods) {
        response.getHeaders().put(HttpHeader.ALLOW, methods);
        String line = "method: " + request.getMethod() + " (expected: " + methods + ")";
        refuse(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405, line);
    }

    /** What is meant for a method of the contract is refused as its errors are, in JSON; anything else in a line of text. */
    private void refuse(Request request, Response response, Callback callback, int status, String line) {
        if (calls.isMethod(Objects.requireNonNullElse(request.getHttpURI().getPath(), "")) || isPost(request)) {
            Texts.call(request, response, callback, status, line);
        } else {
            Texts.line(request, response, callback, status, line);
        }
    }

    private boolean isPost(Request request) {
        return HttpMethod.POST.is(request.getMethod())
                && !pages.paths().contains(request.getHttpURI().getPath());
    }
}
