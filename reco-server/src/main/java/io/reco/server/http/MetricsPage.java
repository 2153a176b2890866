package io.reco.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.Semaphore;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

import io.reco.server.access.Access;
import io.reco.server.access.Credentials;
import io.reco.server.access.Denial;
import io.reco.server.access.Openness;

/** {@code /metrics}, for those to whom it is open. */
public final class MetricsPage {

    private static final int SCRAPES_MAX = 2;

    private final Scrape scrape;
    private final Openness openness;
    private final Access access;
    private final Semaphore scrapes = new Semaphore(SCRAPES_MAX);

    /** Writes metrics in the form that is asked for. */
    public interface Scrape {

        /**
         * Writes them and returns their content type.
         *
         * @param accept the header {@code Accept}; empty when there is none
         */
        String write(String accept, OutputStream out) throws IOException;
    }

    /** @param access says who somebody is, where that matters */
    public MetricsPage(Scrape scrape, Openness openness, Access access) {
        this.scrape = scrape;
        this.openness = openness;
        this.access = access;
    }

    /** Whether there is one. */
    boolean isThere() {
        return openness.isThere();
    }

    void handle(Request request, Response response, Callback callback) throws IOException {
        try {
            openness.require(access, credentials(request));
        } catch (Denial denial) {
            access.denied(denial);
            deny(denial, request, response, callback);
            return;
        }
        // A slow one must not take all threads.
        if (scrapes.tryAcquire()) {
            write(request, response, callback);
        } else {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
            int status = HttpStatus.SERVICE_UNAVAILABLE_503;
            Texts.line(request, response, callback, status, SCRAPES_MAX + " others are reading them");
        }
    }

    private static Credentials credentials(Request request) {
        EndPoint.SslSessionData tls =
                request.getConnectionMetaData().getConnection().getEndPoint().getSslSessionData();
        return Credentials.of(
                request.getHeaders().getValuesList(HttpHeader.AUTHORIZATION),
                Optional.ofNullable(tls).map(EndPoint.SslSessionData::sslSession),
                Optional.ofNullable(request.getConnectionMetaData().getRemoteSocketAddress()));
    }

    private static void deny(Denial denial, Request request, Response response, Callback callback) {
        int status = switch (denial.kind()) {
            case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED_401;
            case PERMISSION_DENIED -> HttpStatus.FORBIDDEN_403;
            case TOO_OFTEN -> HttpStatus.TOO_MANY_REQUESTS_429;
            case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE_503;
        };
        if (status == HttpStatus.UNAUTHORIZED_401) {
            response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
        }
        Texts.line(request, response, callback, status, denial.description());
    }

    private void write(Request request, Response response, Callback callback) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        String type;
        try {
            String accept = request.getHeaders().get(HttpHeader.ACCEPT);
            type = scrape.write(accept == null ? "" : accept, text);
        } finally {
            scrapes.release();
        }
        Texts.answer(request, response, callback, HttpStatus.OK_200, type, text.toByteArray());
    }
}
