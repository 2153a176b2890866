package io.reco.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import com.google.rpc.Code;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

import io.reco.server.http.call.JsonCalls;

/** Short answers. */
final class Texts {

    private Texts() {}

    /** A line. */
    static void line(Request request, Response response, Callback callback, int status, String line) {
        byte[] text = (line + "\n").getBytes(StandardCharsets.UTF_8);
        answer(request, response, callback, status, "text/plain; charset=utf-8", text);
    }

    /** The same for who makes a call: as Connect writes errors. */
    static void call(Request request, Response response, Callback callback, int status, String line) {
        answer(request, response, callback, status, "application/json", JsonCalls.refusal(code(status), line));
    }

    private static Code code(int status) {
        return switch (status) {
            case HttpStatus.FORBIDDEN_403 -> Code.PERMISSION_DENIED;
            case HttpStatus.NOT_FOUND_404, HttpStatus.METHOD_NOT_ALLOWED_405 -> Code.UNIMPLEMENTED;
            case HttpStatus.REQUEST_TIMEOUT_408 -> Code.DEADLINE_EXCEEDED;
            case HttpStatus.PAYLOAD_TOO_LARGE_413,
                    HttpStatus.URI_TOO_LONG_414,
                    HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 -> Code.RESOURCE_EXHAUSTED;
            case HttpStatus.SERVICE_UNAVAILABLE_503 -> Code.UNAVAILABLE;
            default -> status < HttpStatus.INTERNAL_SERVER_ERROR_500 ? Code.INVALID_ARGUMENT : Code.INTERNAL;
        };
    }

    static void answer(Request request, Response response, Callback callback, int status, String type, byte[] body) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.getHeaders().put("x-content-type-options", "nosniff");
        boolean head = HttpMethod.HEAD.is(request.getMethod());
        response.write(true, head ? ByteBuffer.allocate(0) : ByteBuffer.wrap(body), callback);
    }

    /** What the library itself refuses, such as a header that is too large: the status and its name, nothing else. */
    static boolean error(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        String name = HttpStatus.getMessage(status);
        if (HttpMethod.POST.is(request.getMethod())) {
            call(request, response, callback, status, name);
        } else {
            line(request, response, callback, status, name);
        }
        return true;
    }
}
