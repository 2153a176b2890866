package io.reco.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Short answers. */
final class Texts {

    private Texts() {}

    /** A line. */
    static void line(Request request, Response response, Callback callback, int status, String line) {
        byte[] text = (line + "\n").getBytes(StandardCharsets.UTF_8);
        answer(request, response, callback, status, "text/plain; charset=utf-8", text);
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
        line(request, response, callback, status, HttpStatus.getMessage(status));
        return true;
    }
}
