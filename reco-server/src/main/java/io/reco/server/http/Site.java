package io.reco.server.http;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Pages for people. */
public interface Site {

    /** No page at all. */
    Site NONE = new Site() {
        @Override
        public String methods(String path) {
            return "";
        }

        @Override
        public void handle(Request request, Response response, Callback callback) {
            throw new IllegalStateException("there is nothing to be asked for");
        }
    };

    /** Which methods a path takes, such as {@code GET, HEAD}; empty where there is nothing. */
    String methods(String path);

    /** Answers a request of such a method to such a path, without holding up its thread. */
    void handle(Request request, Response response, Callback callback);
}
