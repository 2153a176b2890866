package io.reco.server.console.answer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.console.table.Table;

/** Where the one answer to a request goes. */
public record Reply(Request request, Response response, Callback callback) {

    private static final Logger log = LoggerFactory.getLogger(Reply.class);

    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String NOT_KEPT = "no-store";
    private static final String KEPT = "public, max-age=31536000, immutable";
    private static final String ASKED_ANEW = "no-cache";

    /** Sends a page. */
    public void html(String text, int status) {
        send(text, "text/html; charset=utf-8", status);
    }

    /** Sends a table as a file of CSV. */
    public void csv(Table table) {
        response.getHeaders().put("content-disposition", "attachment; filename=\"" + table.name() + ".csv\"");
        send(CsvText.of(table), "text/csv; charset=utf-8", HttpStatus.OK_200);
    }

    /** Sends a line. */
    public void line(String line, int status) {
        send(line + "\n", TEXT, status);
    }

    /** Sends the browser to another page of the same folder. */
    public void go(String address) {
        response.getHeaders().put(HttpHeader.LOCATION, address);
        send("", TEXT, HttpStatus.SEE_OTHER_303);
    }

    /** Says that it is our fault, and to operators which. */
    public void defect(Throwable failure) {
        log.error("the console cannot show a page", failure);
        line(
                "This page cannot be shown: a defect of the server, which its log describes.",
                HttpStatus.INTERNAL_SERVER_ERROR_500);
    }

    private void send(String text, String type, int status) {
        Headers.put(response.getHeaders(), type, NOT_KEPT);
        send(text.getBytes(StandardCharsets.UTF_8), status);
    }

    private void send(byte[] bytes, int status) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        boolean head = HttpMethod.HEAD.is(request.getMethod());
        response.write(true, head ? ByteBuffer.allocate(0) : ByteBuffer.wrap(bytes), callback);
    }

    /** Whether there is a file of this name. */
    public static boolean hasFile(String name) {
        return Asset.find(name).isPresent();
    }

    /** Sends a file that pages load. */
    public void file(String name) {
        Asset asset = Asset.find(name).orElseThrow();
        boolean current = ("v=" + asset.version()).equals(request.getHttpURI().getQuery());
        Headers.put(response.getHeaders(), asset.type(), current ? KEPT : ASKED_ANEW);
        send(asset.bytes(), HttpStatus.OK_200);
    }
}
